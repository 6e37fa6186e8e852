using System;
using System.Collections.Generic;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <content>Who flushes for whom.</content>
internal sealed partial class FolderFlushes
{
    /// <summary>
    /// The flushes of one folder: a flush counts for all who asked before it began, and fails for all of them.
    /// </summary>
    private sealed class FlushTurns
    {
        private readonly object _monitor = new();
        private long _asked;
        private long _done;
        private long _failed;
        private Exception? _failure;
        private bool _isRunning;

        internal int Users { get; set; }

        internal void Flush(RootedDirectory folder)
        {
            long covers;
            lock (_monitor)
            {
                long mine = ++_asked;
                while (_isRunning && _done < mine)
                {
                    _ = Monitor.Wait(_monitor);
                }

                if (_done >= mine)
                {
                    if (mine <= _failed)
                    {
                        throw _failure!;
                    }

                    return;
                }

                _isRunning = true;
                covers = _asked;
            }

            Exception? failure = null;
            try
            {
                FlushAlone(folder);
            }
            catch (Exception exception)
            {
                failure = exception;
                throw;
            }
            finally
            {
                lock (_monitor)
                {
                    _isRunning = false;
                    _done = covers;
                    if (failure is not null)
                    {
                        _failed = covers;
                        _failure = failure;
                    }

                    Monitor.PulseAll(_monitor);
                }
            }
        }
    }
}
