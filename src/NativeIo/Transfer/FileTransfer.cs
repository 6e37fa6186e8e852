using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>
/// Moves bytes between files, sockets and pipes in the cheapest way that the system has for the two, and in the next
/// one where it refuses.
/// </summary>
/// <remarks>
/// <para>Thread safety: all members; two transfers at once must not share a position or an overlapping range.</para>
/// <para>Ways are tried in the order of <see cref="TransferPath"/>. A way that is refused (other file systems, an old
/// kernel, a sandbox, a file opened for appending) is left for the rest of the transfer, which goes on from the byte
/// that it reached and never starts again. <see cref="TransferResult"/> says what happened. Handles that do not wait,
/// as sockets of the framework, are waited for.</para>
/// <para>A socket's handle becomes a file by <see cref="NativeFile.FromHandle"/>.</para>
/// <example><code>
/// TransferResult copied = FileTransfer.CopyFile("measurements.bin", "backup.bin");
/// Console.WriteLine($"{copied.Bytes} bytes by {copied.Path}");
/// </code></example>
/// </remarks>
public static class FileTransfer
{
    /// <summary>Moves bytes from one open file to another.</summary>
    /// <param name="source">Where from. Ownership: borrows.</param>
    /// <param name="destination">Where to; it is not cut at the end. Ownership: borrows.</param>
    /// <param name="options">How; null means <see cref="TransferOptions.Default"/>.</param>
    /// <param name="cancellation">
    /// Looked at between parts; what was moved before stays, and the progress tells how much that is.
    /// </param>
    /// <returns>What was moved and how; fewer bytes than asked for when the source ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or the ranges are in one file and overlap;
    /// <see cref="NativeIoException.BytesTransferred"/> says what the destination got before.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled between two parts.</exception>
    /// <exception cref="ObjectDisposedException">A file is closed.</exception>
    public static TransferResult Copy(
        NativeFile source,
        NativeFile destination,
        TransferOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        options ??= TransferOptions.Default;
        options.Validate();
        var run = new TransferRun(source, destination, options, cancellation);
        try
        {
            return run.Execute();
        }
        finally
        {
            run.Dispose();
        }
    }

    /// <summary>As <see cref="Copy"/>, on a thread of the pool, which it keeps until it is over.</summary>
    /// <param name="source">Where from. Ownership: borrows, until the task is over.</param>
    /// <param name="destination">Where to. Ownership: borrows, until the task is over.</param>
    /// <param name="options">How; null means <see cref="TransferOptions.Default"/>.</param>
    /// <param name="cancellation">Looked at between parts.</param>
    /// <returns>What was moved and how.</returns>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled between two parts.</exception>
    public static ValueTask<TransferResult> CopyAsync(
        NativeFile source,
        NativeFile destination,
        TransferOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        return BlockingCall<(
            NativeFile Source, NativeFile Destination, TransferOptions? Options, CancellationToken Token),
            TransferResult>.Run(
                (source, destination, options, cancellation),
                static state => Copy(state.Source, state.Destination, state.Options, state.Token),
                cancellation);
    }

    /// <summary>
    /// Copies a file by name. The copy has the permission bits of the source, limited by the process's mask.
    /// </summary>
    /// <param name="source">Which file.</param>
    /// <param name="destination">The name of the copy, also when that is a link: the file that it leads to.</param>
    /// <param name="options">How; null means <see cref="TransferOptions.Default"/>.</param>
    /// <param name="cancellation">Looked at between parts; an unfinished copy stays.</param>
    /// <returns>What was moved and how.</returns>
    /// <exception cref="ArgumentException">A path is empty.</exception>
    /// <exception cref="NativeIoException">
    /// The system refused, or both names lead to one file; an unfinished copy stays.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled between two parts.</exception>
    public static TransferResult CopyFile(
        NativePath source,
        NativePath destination,
        TransferOptions? options = null,
        CancellationToken cancellation = default)
    {
        options ??= TransferOptions.Default;
        options.Validate();
        using NativeFile from = NativeFile.Open(source, new NativeFileOptions { Backend = options.Backend });
        FileFacts facts = from.GetFacts();
        IoResult found = Interruptions.GetFacts(from.Backend, destination, followsLinks: true, out FileFacts existing);
        if (!found.IsSuccess && from.Backend.Classify(found.ErrorCode) != IoErrorKind.NotFound)
        {
            // It may be the source itself, which must not be emptied.
            IoError.Throw(from.Backend, "look at", destination, found.ErrorCode);
        }

        if (found.IsSuccess && IsOneFile(source, facts, destination, existing))
        {
            // Opening the destination would empty the source.
            throw IoError.Create(
                "copy to", destination, IoErrorKind.AlreadyExists, $"it is the same file as the source, '{source}'");
        }

        // Where files cannot be told apart, a second name of the source would be emptied: then it is cut afterwards.
        bool mayBeOneFile = found.IsSuccess && facts.Identity == default && existing.Identity == default;
        FileOpenMode overwriting = mayBeOneFile ? FileOpenMode.OpenOrCreate : FileOpenMode.Create;
        using NativeFile to = NativeFile.Open(destination, new NativeFileOptions
        {
            Access = FileAccess.Write,
            Mode = options.Overwrites ? overwriting : FileOpenMode.CreateNew,
            PermissionBits = facts.PermissionBits & 0b111_111_111,
            Backend = options.Backend,
        });
        TransferResult result = Copy(from, to, options, cancellation);
        if (mayBeOneFile && options.Overwrites)
        {
            to.SetLength(result.Bytes);
        }

        return result;
    }

    /// <summary>As <see cref="CopyFile"/>, on a thread of the pool, which it keeps until it is over.</summary>
    /// <param name="source">Which file.</param>
    /// <param name="destination">The name of the copy.</param>
    /// <param name="options">How; null means <see cref="TransferOptions.Default"/>.</param>
    /// <param name="cancellation">Looked at between parts; an unfinished copy stays.</param>
    /// <returns>What was moved and how.</returns>
    /// <exception cref="NativeIoException">The system refused, or both names lead to one file.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled between two parts.</exception>
    public static ValueTask<TransferResult> CopyFileAsync(
        NativePath source,
        NativePath destination,
        TransferOptions? options = null,
        CancellationToken cancellation = default) =>
        BlockingCall<(NativePath Source, NativePath Destination, TransferOptions? Options, CancellationToken Token),
            TransferResult>.Run(
                (source, destination, options, cancellation),
                static state => CopyFile(state.Source, state.Destination, state.Options, state.Token),
                cancellation);

    /// <summary>Where the system does not tell files apart, their names do, with links resolved.</summary>
    private static bool IsOneFile(
        NativePath source, in FileFacts sourceFacts, NativePath destination, in FileFacts destinationFacts)
    {
        if (sourceFacts.Identity != default || destinationFacts.Identity != default)
        {
            return sourceFacts.Identity == destinationFacts.Identity;
        }

        return source.TryGetText(out string? from) && destination.TryGetText(out string? to)
            && TryFindTarget(from) is { } target
            && target == TryFindTarget(to);
    }

    private static string? TryFindTarget(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            // The copy is made so that it does not empty a file that may be its source.
            return null;
        }
    }
}
