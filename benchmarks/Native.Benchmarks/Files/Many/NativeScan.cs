using System.Collections.Generic;
using System.Linq;
using NativeIo;

namespace Native.Benchmarks;

/// <summary>Ours: FileScanner with its default options.</summary>
internal sealed class NativeScan : ManyFileWorkload
{
    private readonly FileScanner _scanner = new();
    private readonly NativePath[] _list;
    private readonly List<HashingWorker> _workers = [];

    public NativeScan(ManyFileWork work)
        : base(work) => _list = [.. work.Files.SmallFilePaths().Select(path => new NativePath(path))];

    public override Outcome Pass()
    {
        _workers.Clear();
        _ = WalksFolders
            ? _scanner.Scan(new DirectoryWalker(Root), MakeWorker)
            : _scanner.Scan(_list, MakeWorker);
        var outcome = default(Outcome);
        foreach (HashingWorker worker in _workers)
        {
            outcome = new Outcome(
                outcome.Ops + worker.Files, outcome.Bytes + worker.Bytes, outcome.Checksum + worker.Checksum);
        }

        return outcome;
    }

    private HashingWorker MakeWorker()
    {
        var worker = new HashingWorker(RootLength);
        _workers.Add(worker);
        return worker;
    }
}
