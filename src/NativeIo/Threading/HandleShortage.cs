using System;
using System.Diagnostics;
using System.Threading;

namespace NativeIo;

/// <summary>
/// Where the workers of one job wait when the process has too many open files. That is no failure of the file whose
/// turn it is: other workers close theirs soon, or the rest of the process does.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class HandleShortage
{
    /// <summary>As long as a file waits unless an option says otherwise; who holds handles longer keeps them.</summary>
    internal static readonly TimeSpan PatienceDefault = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before trying again: nobody tells when others close a file.</summary>
    private const int WaitMsMax = 64;

    private readonly object _gate = new();
    private readonly TimeSpan _patience;
    private long _filesThatWaited;
    private int _waiting;

    internal HandleShortage(TimeSpan patience) => _patience = patience;

    /// <summary>Gets a value indicating whether a worker waits now.</summary>
    internal bool IsFelt => Volatile.Read(ref _waiting) > 0;

    /// <summary>Gets the number of files that had to wait.</summary>
    internal long FilesThatWaited => Interlocked.Read(ref _filesThatWaited);

    /// <summary>Waits until a handle may be free. False, at once, when the file has waited long enough.</summary>
    internal bool TryWait(ref HandlePatience patience)
    {
        if (patience.WaitMs == 0)
        {
            _ = Interlocked.Increment(ref _filesThatWaited);
        }
        else if (patience.Waited >= _patience)
        {
            return false;
        }

        patience.WaitMs = Math.Clamp(patience.WaitMs * 2, 1, WaitMsMax);
        long begin = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            _waiting++;
            _ = Monitor.Wait(_gate, patience.WaitMs);
            _waiting--;
        }

        // While a stopped process or a machine that slept stood still, nobody could close a file.
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        TimeSpan most = TimeSpan.FromMilliseconds(patience.WaitMs);
        patience.Waited += elapsed < most ? elapsed : most;
        return true;
    }

    /// <summary>A worker has closed its file, so that those that wait may try.</summary>
    internal void NoteClosed()
    {
        if (IsFelt)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
