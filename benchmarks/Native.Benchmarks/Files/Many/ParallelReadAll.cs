using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>Parallel.ForEach with File.ReadAllBytes, a worker for each processor.</summary>
internal sealed class ParallelReadAll(ManyFileWork work) : ManyFileWorkload(work)
{
    private static readonly ParallelOptions Options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    public override Outcome Pass()
    {
        long files = 0;
        long bytes = 0;
        ulong checksum = 0;
        Parallel.ForEach(
            Paths,
            Options,
            () => default(Outcome),
            (path, _, sum) =>
            {
                byte[] content = File.ReadAllBytes(path);
                ulong hash = SmallFileHash.Of(path, RootLength, content);
                return new Outcome(sum.Ops + 1, sum.Bytes + content.Length, sum.Checksum + hash);
            },
            sum =>
            {
                Interlocked.Add(ref files, sum.Ops);
                Interlocked.Add(ref bytes, sum.Bytes);
                Interlocked.Add(ref checksum, sum.Checksum);
            });
        return new Outcome(files, bytes, checksum);
    }
}
