using System;
using System.IO;
using NativeIo;
using Nio.Copying;

namespace Nio.Stores;

/// <summary>A file that appears under its name when it is complete; disposed before that, it leaves nothing.</summary>
/// <remarks>Ownership: owns the writer and the folder it is in. Thread safety: none.</remarks>
internal sealed class TargetFile : IDisposable
{
    private readonly HeldFolder? _folder;
    private readonly string _heldName;
    private readonly string _shownFolder;
    private readonly AtomicFileWriter _writer;

    /// <summary>A file in a folder that is held open. Ownership: transfers the folder.</summary>
    internal TargetFile(HeldFolder folder, string heldName, string shownFolder, string name, bool overwrites)
    {
        _heldName = heldName;
        _shownFolder = shownFolder;
        Path = System.IO.Path.Combine(shownFolder, name);
        _writer = Create(System.IO.Path.Combine(heldName, name), overwrites);
        _folder = folder;
    }

    /// <summary>A file that a person named.</summary>
    internal TargetFile(string path, bool overwrites)
    {
        _heldName = _shownFolder = string.Empty;
        Path = path;
        _writer = Create(path, overwrites);
    }

    /// <summary>Gets the file's name as a person knows it.</summary>
    internal string Path { get; }

    /// <exception cref="CopyException">The system refused.</exception>
    internal void Write(ChunkedBuffers.BufferSlice bytes) => Run(() => _writer.Write(bytes));

    /// <exception cref="CopyException">The system refused.</exception>
    internal void Commit() => Run(_writer.Commit);

    public void Dispose()
    {
        _writer.Dispose();
        _folder?.Dispose();
    }

    private AtomicFileWriter Create(string path, bool overwrites)
    {
        AtomicFileWriter? writer = null;
        Run(() => writer = AtomicFileWriter.Create(path, new AtomicFileOptions { Overwrites = overwrites }));
        return writer!;
    }

    /// <summary>The name that goes by a handle means nothing to a person.</summary>
    private void Run(Action action)
    {
        try
        {
            action();
        }
        catch (NativeIoException exception) when (exception.Kind == IoErrorKind.AlreadyExists)
        {
            throw new CopyException($"'{Path}' exists. Name another with -o, or replace it with --force.");
        }
        catch (NativeIoException exception)
        {
            string reason = _heldName.Length == 0
                ? exception.Message
                : exception.Message.Replace(_heldName, _shownFolder, StringComparison.Ordinal);
            throw new CopyException(reason);
        }
    }
}
