using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Native.Benchmarks;

/// <summary>Parallel.ForEachAsync with File.ReadAllBytesAsync, 20 at a time.</summary>
internal sealed class ForEachAsyncReadAll(ManyFileWork work) : ManyFileWorkload(work)
{
    private static readonly ParallelOptions Options = new() { MaxDegreeOfParallelism = 20 };

    public override Outcome Pass()
    {
        long files = 0;
        long bytes = 0;
        ulong checksum = 0;
        Parallel.ForEachAsync(
            Paths,
            Options,
            async (path, cancellation) =>
            {
                byte[] content = await File.ReadAllBytesAsync(path, cancellation);
                Interlocked.Increment(ref files);
                Interlocked.Add(ref bytes, content.Length);
                Interlocked.Add(ref checksum, SmallFileHash.Of(path, RootLength, content));
            }).GetAwaiter().GetResult();
        return new Outcome(files, bytes, checksum);
    }
}
