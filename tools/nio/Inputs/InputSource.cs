using System;
using System.IO;
using Microsoft.Win32.SafeHandles;

namespace Nio.Inputs;

/// <summary>
/// An input that is open for reading. All reading of file contents is in this file.
/// </summary>
/// <remarks>Thread safety: a source with a range can be read by several threads at once, any other by one.</remarks>
internal sealed class InputSource : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly Stream? _stream;

    private InputSource(SafeFileHandle file, long length)
    {
        _file = file;
        RangeLength = length;
    }

    private InputSource(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>
    /// Gets the length of a file that can be read at any offset, as it was when it was opened. 0 for what can only be
    /// read from its start to its end: pipes, devices, and files whose length the system does not tell, as in /proc.
    /// </summary>
    internal long RangeLength { get; }

    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a directory, or may not be read.</exception>
    internal static InputSource Open(string path)
    {
        if (path.Length == 0)
        {
            // For the system an empty path is one that does not exist; for the runtime it is a programmer's mistake.
            throw new FileNotFoundException();
        }

        // Sharing everything spares the advisory lock, which another program could hold against us.
        SafeFileHandle file = File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        try
        {
            return new InputSource(file, RandomAccess.GetLength(file));
        }
        catch (NotSupportedException)
        {
            // A pipe or socket has no length and no offsets; it is read in order, without a buffer before ours.
            return new InputSource(new FileStream(file, FileAccess.Read, bufferSize: 0));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Standard input is read from where it stands, also when it is a file that was read in part.</summary>
    internal static InputSource OpenStandardInput() => new(Console.OpenStandardInput());

    /// <summary>Reads what there is, at most as much as fits.</summary>
    /// <param name="destination">Where to; not empty.</param>
    /// <param name="offset">
    /// Where from. A source that can only be read in order ignores it and gives what comes next.
    /// </param>
    /// <returns>How many bytes; 0 only at the end.</returns>
    internal int Read(Span<byte> destination, long offset) =>
        _file is null ? _stream!.Read(destination) : RandomAccess.Read(_file, destination, offset);

    public void Dispose()
    {
        _file?.Dispose();
        _stream?.Dispose();
    }
}
