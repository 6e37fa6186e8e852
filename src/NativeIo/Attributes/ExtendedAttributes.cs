using System;
using System.Collections.Generic;
using System.Text;
using ChunkedBuffers;
using NativeIo.Platform;

namespace NativeIo;

/// <summary>What a file has besides its bytes, under names: notes of programs, access lists, capabilities.</summary>
/// <remarks>
/// <para>Linux only; elsewhere files have none, as on file systems without them.</para>
/// <para>Thread safety: all members.</para>
/// <example><code>
/// foreach (NativeIoException failure in ExtendedAttributes.Copy(source, target))
/// {
///     Console.Error.WriteLine(failure.Message);
/// }
/// </code></example>
/// </remarks>
public static class ExtendedAttributes
{
    /// <summary>The most bytes of all names, and of one value (xattr(7)).</summary>
    private const int LengthMax = 64 * 1024;

    /// <summary>Gets the value of an attribute.</summary>
    /// <param name="file">Whose: a file or a folder. Ownership: borrows.</param>
    /// <param name="name">Its name, as <c>user.origin</c>.</param>
    /// <returns>The value; null when there is no such attribute, or the file system has none.</returns>
    /// <exception cref="ArgumentException">The name is empty or has a NUL.</exception>
    /// <exception cref="NativeIoException">The system refused.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static byte[]? TryGet(NativeFile file, string name)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] key = KeyOf(name);
        using BlockLease block = BlockPool.Shared.RentBlock(LengthMax, allowDirty: true);
        Span<byte> value = block.Span[..LengthMax];
        IoResult result = Get(file, key, value);
        if (result.IsSuccess)
        {
            return value[..(int)result.Value].ToArray();
        }

        return file.Backend.Classify(result.ErrorCode) is IoErrorKind.NotFound or IoErrorKind.NotSupported
            ? null
            : throw FailureOf("read", key, file, result);
    }

    /// <summary>Sets an attribute, whether it exists or not.</summary>
    /// <param name="file">Whose: a file or a folder. Ownership: borrows.</param>
    /// <param name="name">Its name, as <c>user.origin</c>.</param>
    /// <param name="value">Its bytes.</param>
    /// <exception cref="ArgumentException">The name is empty or has a NUL.</exception>
    /// <exception cref="NativeIoException">The system refused, or has no attributes.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public static void Set(NativeFile file, string name, ReadOnlySpan<byte> value)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] key = KeyOf(name);
        IoResult result = Put(file, key, value);
        if (!result.IsSuccess)
        {
            throw FailureOf("set", key, file, result);
        }
    }

    /// <summary>
    /// Copies the attributes that describe the file: those of users and of the administrator, access lists, and a
    /// program's capabilities. Not those by which a security module marks where a file is. A value that the target has
    /// and the source does not stays.
    /// </summary>
    /// <param name="source">Where from: a file or a folder. Ownership: borrows.</param>
    /// <param name="target">Where to. Ownership: borrows.</param>
    /// <returns>
    /// One failure for each attribute that was not copied; the others are. None when the source has no attributes.
    /// </returns>
    /// <exception cref="ObjectDisposedException">A file is closed.</exception>
    public static IReadOnlyList<NativeIoException> Copy(NativeFile source, NativeFile target)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(target);
        List<NativeIoException> failures = [];
        using BlockLease list = BlockPool.Shared.RentBlock(LengthMax, allowDirty: true);
        IoResult listed = Interruptions.Repeat(
            source.Backend,
            new Operands(source, default, list.Span[..LengthMax]),
            static (backend, call) => backend.ListAttributes(call.File.Handle, call.Destination));
        if (!listed.IsSuccess)
        {
            if (source.Backend.Classify(listed.ErrorCode) != IoErrorKind.NotSupported)
            {
                failures.Add(IoError.Create(
                    source.Backend, "list the attributes of", source.Path, listed.ErrorCode));
            }

            return failures;
        }

        if (listed.Value > 0)
        {
            CopyAll(list.Span[..(int)listed.Value], source, target, failures);
        }

        return failures;
    }

    private static byte[] KeyOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.Contains('\0', StringComparison.Ordinal)
            ? throw new ArgumentException($"A name of an attribute has no NUL; it has one in '{name}'.", nameof(name))
            : Encoding.UTF8.GetBytes(name + '\0');
    }

    private static void CopyAll(
        ReadOnlySpan<byte> names, NativeFile source, NativeFile target, List<NativeIoException> failures)
    {
        using BlockLease block = BlockPool.Shared.RentBlock(LengthMax, allowDirty: true);
        while (names.IndexOf((byte)0) is var end and >= 0)
        {
            ReadOnlySpan<byte> name = names[..(end + 1)];
            names = names[(end + 1)..];
            if (!DescribesFile(name[..end]))
            {
                continue;
            }

            Span<byte> value = block.Span[..LengthMax];
            IoResult read = Get(source, name, value);
            if (!read.IsSuccess)
            {
                // One that was removed meanwhile is none.
                if (source.Backend.Classify(read.ErrorCode) != IoErrorKind.NotFound)
                {
                    failures.Add(FailureOf("read", name, source, read));
                }

                continue;
            }

            IoResult written = Put(target, name, value[..(int)read.Value]);
            if (!written.IsSuccess)
            {
                failures.Add(FailureOf("set", name, target, written));
            }
        }
    }

    private static IoResult Get(NativeFile file, ReadOnlySpan<byte> name, Span<byte> value) => Interruptions.Repeat(
        file.Backend,
        new Operands(file, name, value),
        static (backend, call) => backend.GetAttribute(call.File.Handle, call.Name, call.Destination));

    private static IoResult Put(NativeFile file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        Interruptions.Repeat(
            file.Backend,
            new Operands(file, name, source: value),
            static (backend, call) => backend.SetAttribute(call.File.Handle, call.Name, call.Source));

    private static NativeIoException FailureOf(
        string action, ReadOnlySpan<byte> name, NativeFile file, IoResult result) => IoError.Create(
        file.Backend,
        $"{action} attribute '{Encoding.UTF8.GetString(name[..^1])}' of",
        file.Path,
        result.ErrorCode);

    private static bool DescribesFile(ReadOnlySpan<byte> name) =>
        name.StartsWith("user."u8) || name.StartsWith("trusted."u8) || name.StartsWith("system.posix_acl_"u8)
        || name.SequenceEqual("security.capability"u8);

    /// <summary>What a call works on.</summary>
    private readonly ref struct Operands(
        NativeFile file,
        ReadOnlySpan<byte> name,
        Span<byte> destination = default,
        ReadOnlySpan<byte> source = default)
    {
        internal readonly NativeFile File = file;
        internal readonly ReadOnlySpan<byte> Name = name;
        internal readonly Span<byte> Destination = destination;
        internal readonly ReadOnlySpan<byte> Source = source;
    }
}
