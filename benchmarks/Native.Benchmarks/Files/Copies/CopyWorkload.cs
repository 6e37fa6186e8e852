using System;
using System.IO;

namespace Native.Benchmarks;

/// <summary>Copies one file to a name that is free each time. The content is looked at after the first copy.</summary>
internal abstract class CopyWorkload : Workload
{
    private bool _isChecked;

    protected CopyWorkload(string source, string folder, string peer)
    {
        Source = source;
        Directory.CreateDirectory(folder);
        Destination = Path.Combine(folder, $"copy-{peer}.bin");
    }

    protected string Source { get; }

    protected string Destination { get; }

    public sealed override void Prepare() => File.Delete(Destination);

    public sealed override Outcome Pass()
    {
        Copy();
        long length = new FileInfo(Destination).Length;
        if (!_isChecked)
        {
            _isChecked = true;
            if (!IsCopy())
            {
                return default;
            }
        }

        return new Outcome(1, length, (ulong)length);
    }

    protected abstract void Copy();

    protected override void Release() => File.Delete(Destination);

    private bool IsCopy()
    {
        using FileStream left = File.OpenRead(Source);
        using FileStream right = File.OpenRead(Destination);
        var expected = new byte[1 << 20];
        var copied = new byte[1 << 20];
        int count;
        while ((count = left.ReadAtLeast(expected, expected.Length, throwOnEndOfStream: false)) > 0)
        {
            if (right.ReadAtLeast(copied, count, throwOnEndOfStream: false) < count
                || !expected.AsSpan(0, count).SequenceEqual(copied.AsSpan(0, count)))
            {
                return false;
            }
        }

        return right.ReadByte() < 0;
    }
}
