using System;
using System.Collections.Generic;
using System.IO;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>
/// A peer that writes the pieces, to a file of its own. What the file holds is looked at after the first pass.
/// </summary>
internal abstract class GatherWorkload : Workload
{
    private readonly GatherWork _work;
    private readonly byte[] _content;
    private readonly string _path;
    private bool _isChecked;

    protected GatherWorkload(GatherWork work, string peer)
    {
        _work = work;
        _content = new byte[work.TotalLength];
        new CorpusRandom("gather").FillLetters(_content);
        var pieces = new ReadOnlyMemory<byte>[work.Count];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = _content.AsMemory(i * work.Length, work.Length);
        }

        Pieces = pieces;
        Directory.CreateDirectory(work.Files.Folder);
        _path = Path.Combine(work.Files.Folder, $"gather-{peer}.bin");
        File.WriteAllBytes(_path, new byte[work.TotalLength]);
        Destination = NativeFile.Open(_path, new NativeFileOptions { Access = FileAccess.Write });
    }

    protected IReadOnlyList<ReadOnlyMemory<byte>> Pieces { get; }

    protected NativeFile Destination { get; }

    protected int TotalLength => _work.TotalLength;

    public sealed override Outcome Pass()
    {
        for (int i = 0; i < _work.Repeat; i++)
        {
            Write();
        }

        if (!_isChecked)
        {
            _isChecked = true;
            if (!File.ReadAllBytes(_path).AsSpan().SequenceEqual(_content))
            {
                return default;
            }
        }

        return _work.Expected;
    }

    protected abstract void Write();

    protected override void Release()
    {
        Destination.Dispose();
        File.Delete(_path);
    }
}
