using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Reads many files with few threads, reused blocks of memory and no more system calls than each file needs.
/// </summary>
/// <remarks>
/// <para>Each file ends in a result or in a typed error, never in silence: a file that cannot be read does not stop the
/// others and does not look empty. Directories, pipes, sockets and devices are errors of the paths that name them;
/// nothing waits for a pipe that nobody writes to. A path that is listed twice is scanned twice. What a file holds is
/// what reading it to its end gives, whatever length the system says it has, so files as in <c>/proc</c> are whole.
/// </para>
/// <para>A scan begins with one worker for each processor. While most files have to be waited for it takes more
/// workers, up to <see cref="ScanOptions.WorkersMax"/>, and goes back when they come from memory again. Too many open
/// files in the process make it take fewer.</para>
/// <para>Thread safety: all members; scans at the same time have their own workers.</para>
/// <example><code>
/// var scanner = new FileScanner();
/// List&lt;LineCounter&gt; counters = [];
/// scanner.Scan(new DirectoryWalker("src"), () =>
/// {
///     var counter = new LineCounter();
///     counters.Add(counter);
///     return counter;
/// });
/// Console.WriteLine(counters.Sum(counter => counter.Lines));
/// </code></example>
/// </remarks>
public sealed partial class FileScanner
{
    private ScanRun? _latest;

    /// <summary>Makes a scanner.</summary>
    /// <param name="options">How it works; null means <see cref="ScanOptions.Default"/>.</param>
    /// <exception cref="ArgumentException">An option makes no sense.</exception>
    public FileScanner(ScanOptions? options = null)
    {
        Options = options ?? ScanOptions.Default;
        Options.Validate();
    }

    /// <summary>Gets how it works.</summary>
    public ScanOptions Options { get; }

    /// <summary>Reads files and shows them to handlers, of which each worker has one.</summary>
    /// <param name="paths">
    /// The files. A list is read by all workers at once and must not change meanwhile; anything else is enumerated
    /// under a lock.
    /// </param>
    /// <param name="makeWorker">
    /// Makes a handler; called once for each worker, never twice at the same time. A worker's handler is used again
    /// when the worker comes back.
    /// </param>
    /// <param name="cancellation">Looked at before each file and each chunk.</param>
    /// <returns>What was read. Errors of files are in <see cref="ScanWorker.OnFile"/>.</returns>
    /// <exception cref="ArgumentException">A path is empty.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; no worker is left.</exception>
    public ScanStatistics Scan(
        IEnumerable<NativePath> paths, Func<ScanWorker> makeWorker, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(makeWorker);
        return Begin(MakeSource(paths), makeWorker, cancellation).Execute();
    }

    /// <summary>
    /// Reads the files that a walk finds. Folders are walked, not shown; links that the walk does not follow, pipes,
    /// sockets and devices are left out; what the walk cannot enter is shown as an error.
    /// </summary>
    /// <param name="walker">What to walk.</param>
    /// <param name="makeWorker">Makes a handler, as for a list of paths.</param>
    /// <param name="cancellation">Looked at before each file and each chunk.</param>
    /// <returns>What was read. Errors of files are in <see cref="ScanWorker.OnFile"/>.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; no worker is left.</exception>
    public ScanStatistics Scan(
        DirectoryWalker walker, Func<ScanWorker> makeWorker, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(walker);
        ArgumentNullException.ThrowIfNull(makeWorker);
        return Begin(MakeSource(walker), makeWorker, cancellation).Execute();
    }

    /// <summary>Gets how far the scan has come that began last.</summary>
    /// <returns>A snapshot; all zero before the first scan.</returns>
    // Volatile: pairs with the write in Begin, so that the run is seen whole.
    public ScanStatistics GetStatistics() => Volatile.Read(ref _latest)?.Statistics ?? new ScanStatistics();

    private static ScanSource MakeSource(IEnumerable<NativePath> paths) => paths is IReadOnlyList<NativePath> list
        ? new ScanSource(list)
        : new ScanSource(Items(paths), takesAhead: false);

    private static ScanSource MakeSource(DirectoryWalker walker) => new(Items(walker), takesAhead: true);

    private static IEnumerable<ScanItem> Items(IEnumerable<NativePath> paths)
    {
        foreach (NativePath path in paths)
        {
            yield return new ScanItem(path, null);
        }
    }

    private static IEnumerable<ScanItem> Items(DirectoryWalker walker)
    {
        foreach (DirectoryEntry entry in walker)
        {
            if (entry.Error is not null || entry.Kind is FileKind.Regular or FileKind.Unknown)
            {
                yield return new ScanItem(entry.Path, entry.Error);
            }
        }
    }

    private ScanRun Begin(ScanSource source, Func<ScanWorker> makeWorker, CancellationToken cancellation)
    {
        Debug.Assert(source.Count is null or >= 0, "A list has a length.");
        var run = new ScanRun(Options, source, makeWorker, cancellation);
        Volatile.Write(ref _latest, run);
        return run;
    }
}
