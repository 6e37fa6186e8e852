using System;
using System.IO;
using System.IO.MemoryMappedFiles;

namespace Native.Fuzz.Afl;

/// <summary>
/// Keeps the input of the run in progress in a mapped file. When the process is killed for a hang, or dies of a broken
/// heap, the page cache still has it: AFL's own copy is in memory that dies with the session.
/// </summary>
internal sealed class InputJournal : IDisposable
{
    /// <summary>Names the journal's file.</summary>
    public const string PathVariable = "NATIVE_FUZZ_JOURNAL";

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <summary>Makes a journal at the path, over what is there.</summary>
    public InputJournal(string path, int inputLengthMax)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Create, mapName: null, sizeof(int) + inputLengthMax);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The journal that the environment asks for, or null.</summary>
    public static InputJournal? FromEnvironment(int inputLengthMax) =>
        Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } path
            ? new InputJournal(path, inputLengthMax)
            : null;

    /// <summary>The input of the run that never ended, or null when the last run ended.</summary>
    public static byte[]? ReadUnfinished(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        int length = reader.ReadInt32() - 1;
        return length < 0 ? null : reader.ReadBytes(length);
    }

    /// <summary>Records that a run begins.</summary>
    public void Begin(byte[] input, int length)
    {
        _view.WriteArray(sizeof(int), input, 0, length);
        _view.Write(0, length + 1);
    }

    /// <summary>Records that the run ended. Zero means that no run is open, so lengths are kept plus one.</summary>
    public void End() => _view.Write(0, 0);

    /// <summary>Unmaps the file, which stays.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
