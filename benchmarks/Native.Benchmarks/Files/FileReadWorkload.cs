using System.IO;

namespace Native.Benchmarks;

/// <summary>Reads one file from start to end, as often as a pass needs, and joins its words.</summary>
internal abstract class FileReadWorkload(FileReadWork work) : Workload
{
    /// <summary>The buffer length that the design measured to be best: it stays in the second level cache.</summary>
    public const int BufferLength = 256 * 1024;

    protected string FilePath => work.Path;

    public sealed override Outcome Pass()
    {
        long bytes = 0;
        ulong checksum = 0;
        for (int i = 0; i < work.Repeat; i++)
        {
            ulong words = ReadOnce(out long length);
            bytes += length;
            checksum += words + (ulong)length;
        }

        return new Outcome(work.Repeat, bytes, checksum);
    }

    public sealed override void Prepare()
    {
        if (work.IsCold)
        {
            work.Files.DropCaches([work.Path]);
        }
    }

    /// <summary>The outcome that the plainest code gives.</summary>
    public static Outcome Expected(FileReadWork work)
    {
        ulong words = 0;
        long length = 0;
        var piece = new byte[1 << 20];
        using FileStream file = File.OpenRead(work.Path);
        int count;
        while ((count = file.ReadAtLeast(piece, piece.Length, throwOnEndOfStream: false)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                words ^= (ulong)piece[i] << (8 * (i % 8));
            }

            length += count;
        }

        ulong checksum = (words + (ulong)length) * (ulong)work.Repeat;
        return new Outcome(work.Repeat, length * work.Repeat, checksum);
    }

    protected abstract ulong ReadOnce(out long length);
}
