using System.Threading;

namespace NativeIo;

/// <content>The state of one call that reads many files.</content>
public sealed partial class FileReader
{
    /// <summary>The files of one call, and how far its workers are.</summary>
    private sealed class ManyFiles
    {
        private readonly FileReader _reader;
        private readonly NativePath[] _paths;
        private readonly CancellationToken _cancellation;
        private readonly HandleShortage _handles;
        private volatile bool _isStopped;
        private int _workers;
        private int _next = -1;

        internal ManyFiles(FileReader reader, NativePath[] paths, int workers, CancellationToken cancellation)
        {
            _workers = workers;
            _handles = new HandleShortage(reader.Options.HandleWait);
            _reader = reader;
            _paths = paths;
            _cancellation = cancellation;
            Results = new FileReadResult[paths.Length];
        }

        internal FileReadResult[] Results { get; }

        /// <summary>Has the workers end after the file that they have.</summary>
        internal void Stop() => _isStopped = true;

        internal void Work()
        {
            // Atomic, so that each file is one worker's; results are seen through the end of the worker's task.
            for (int index = Interlocked.Increment(ref _next);
                index < _paths.Length && !_cancellation.IsCancellationRequested && !_isStopped;
                index = Interlocked.Increment(ref _next))
            {
                HandlePatience patience = default;
                Results[index] = Read(_paths[index], ref patience);
                _handles.NoteClosed();
                if (patience.WaitMs > 0 && TryLeave())
                {
                    return;
                }
            }
        }

        /// <summary>Reads a file, and again while the process has too many open files.</summary>
        private FileReadResult Read(NativePath path, ref HandlePatience patience)
        {
            while (true)
            {
                FileReadResult result = _reader.ReadOne(path, Volatile.Read(ref _workers));
                if (result.Error is null || !LacksHandles(result.Error))
                {
                    return result;
                }

                if (!_handles.TryWait(ref patience) || _cancellation.IsCancellationRequested)
                {
                    _reader.CountFailure();
                    return result;
                }
            }
        }

        /// <summary>Leaves the work to the others, unless there are none: fewer need fewer handles.</summary>
        private bool TryLeave()
        {
            // Full fence in the exchange, so that two do not both see each other and leave.
            int seen = Volatile.Read(ref _workers);
            while (seen > 1)
            {
                int found = Interlocked.CompareExchange(ref _workers, seen - 1, seen);
                if (found == seen)
                {
                    return true;
                }

                seen = found;
            }

            return false;
        }
    }
}
