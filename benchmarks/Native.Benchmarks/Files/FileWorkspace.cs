using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>
/// The folder with the files that scenarios read and write. Files are made when they are first asked for, and kept. A
/// small one, for tests, has files of a few MiB under the same names.
/// </summary>
internal sealed class FileWorkspace(string folder, bool isSmall)
{
    public const int FolderCount = 20;

    /// <summary>Blocks of this size in the file for random reads begin with their number.</summary>
    public const int BlockLength = 4096;

    private const int PieceLength = 1 << 20;
    private const long SmallLengthMax = 2 * FileSize.Mebi;

    /// <summary>Small files end inside a word and inside a sector.</summary>
    private const int SmallExtra = 13;

    public static FileWorkspace Full { get; } =
        new(Path.Combine(Path.GetTempPath(), "native-corpora", "files"), isSmall: false);

    public string Folder { get; set; } = folder;

    public bool IsSmall => isSmall;

    public int SmallFileCount => isSmall ? 200 : 10_000;

    public int RandomBlocks => isSmall ? 512 : 1 << 18;

    /// <summary>A folder in memory on systems that have one.</summary>
    public string MemoryFolder =>
        OperatingSystem.IsLinux() && Directory.Exists("/dev/shm")
            ? Path.Combine("/dev/shm", $"native-bench-{Environment.ProcessId}")
            : Path.Combine(Folder, "memory");

    public long LengthOf(FileSize size) =>
        !isSmall || size.Length <= SmallLengthMax / 2 ? size.Length
        : Math.Min(size.Length, SmallLengthMax) + SmallExtra;

    /// <summary>Gets the file of a size.</summary>
    public string Sequential(FileSize size)
    {
        string path = Path.Combine(Folder, $"sequential-{size.Name}.bin");
        long length = LengthOf(size);
        return IsThere(path, length) ? path : Make(path, length, marksBlocks: false);
    }

    /// <summary>Gets the file for random reads.</summary>
    public string RandomBlocksFile()
    {
        string path = Path.Combine(Folder, "random-blocks.bin");
        long length = (long)RandomBlocks * BlockLength;
        return IsThere(path, length) ? path : Make(path, length, marksBlocks: true);
    }

    /// <summary>Gets the folder of the small files, each of 2 to 8 KiB, in 20 folders.</summary>
    public string SmallFiles()
    {
        string root = Path.Combine(Folder, "small");
        string marker = Path.Combine(Folder, "small-is-complete");
        if (File.Exists(marker))
        {
            return root;
        }

        var random = new CorpusRandom("small-files");
        var content = new byte[8 << 10];
        for (int i = 0; i < SmallFileCount; i++)
        {
            string path = Path.Combine(root, SmallFileName(i));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            int length = random.Next(2 << 10, (8 << 10) + 1);
            random.FillLetters(content.AsSpan(0, length));
            File.WriteAllBytes(path, content[..length]);
            using NativeFile file = NativeFile.Open(path);
            file.Flush();
        }

        File.WriteAllText(marker, "");
        return root;
    }

    public IReadOnlyList<string> SmallFilePaths()
    {
        string root = SmallFiles();
        return [.. Enumerable.Range(0, SmallFileCount).Select(i => Path.Combine(root, SmallFileName(i)))];
    }

    /// <summary>Drops what the system has cached of files; everything, where the process may ask for that.</summary>
    public void DropCaches(IEnumerable<string> paths)
    {
        const string Everything = "/proc/sys/vm/drop_caches";
        if (!isSmall && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
        {
            File.WriteAllText(Everything, "3");
            return;
        }

        foreach (string path in paths)
        {
            using NativeFile file = NativeFile.Open(path);
            _ = file.Advise(FileAdvice.DontNeed);
        }
    }

    private static string SmallFileName(int index) => $"{index % FolderCount:00}/{index:00000}";

    private static bool IsThere(string path, long length)
    {
        var info = new FileInfo(path);
        return info.Exists && info.Length == length;
    }

    /// <summary>
    /// Writes a file, flushes it, and lets the system read it in order once, so that its pages lie in the cache as
    /// those of a file that was read, not as those of one that was just written.
    /// </summary>
    private string Make(string path, long length, bool marksBlocks)
    {
        Directory.CreateDirectory(Folder);
        var random = new CorpusRandom(Path.GetFileName(path));
        var piece = new byte[PieceLength];
        string unfinished = path + ".unfinished";
        using (NativeFile file = NativeFile.Open(unfinished, NativeFileOptions.CreateForWriting))
        {
            for (long offset = 0; offset < length; offset += piece.Length)
            {
                foreach (ref ulong word in MemoryMarshal.Cast<byte, ulong>(piece.AsSpan()))
                {
                    word = random.Next();
                }

                for (int at = 0; marksBlocks && at < piece.Length; at += BlockLength)
                {
                    long block = (offset + at) / BlockLength;
                    MemoryMarshal.Write(piece.AsSpan(at), block);
                }

                file.Write(piece.AsSpan(0, (int)Math.Min(piece.Length, length - offset)), offset);
            }

            file.Flush();
            _ = file.Advise(FileAdvice.DontNeed);
        }

        File.Move(unfinished, path, overwrite: true);
        using NativeFile again = NativeFile.Open(path);
        for (long offset = 0; again.ReadFull(piece, offset) > 0; offset += piece.Length)
        {
            // Only the cache matters.
        }

        return path;
    }
}
