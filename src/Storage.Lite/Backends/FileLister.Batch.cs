using System;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NativeIo;

namespace Storage.Lite;

/// <content>
/// Looking at many files of a folder at once: each look is a call into the kernel that another processor can make
/// meanwhile.
/// </content>
internal sealed partial class FileLister
{
    /// <summary>Files that are looked at together; a page takes several of these.</summary>
    private const int BatchMax = 512;

    /// <summary>Files of one worker's turn: so many that giving it out costs little beside them.</summary>
    private const int TurnLength = 64;

    /// <summary>One list is one caller's: it does not take a large machine for itself.</summary>
    private const int WorkersMax = 4;

    private static readonly ParallelOptions s_workers =
        new() { MaxDegreeOfParallelism = Math.Min(WorkersMax, Environment.ProcessorCount) };

    private readonly Action<int> _describeTurn;
    private Candidate[] _batch = [];
    private RootedDirectory? _batchFolder;
    private ExceptionDispatchInfo? _batchFailure;
    private int _batchCount;
    private int _batchNext;

    /// <summary>
    /// Looks at the files that come next in a folder, but not at more than the page has room for, so that a page tells
    /// what was there when it was asked for.
    /// </summary>
    /// <returns>False when a folder comes next, or nothing.</returns>
    private bool TryFillBatch(Frame frame, int room)
    {
        int countMax = Math.Min(room, BatchMax);
        if (_batch.Length < countMax)
        {
            _batch = new Candidate[countMax];
        }

        _batchCount = 0;
        _batchNext = 0;
        while (_batchCount < countMax && frame.TryTake(out byte[]? bytes, out string? name, out bool isFolder))
        {
            if (isFolder)
            {
                frame.StepBack();
                break;
            }

            if (StorageKey.TryParse(Encoding.UTF8.GetString(bytes), out StorageKey key, out _))
            {
                _batch[_batchCount++] = new Candidate(key, name, null);
            }
        }

        DescribeBatch(frame.Folder);
        return _batchCount > 0;
    }

    private bool TryTakeDescribed()
    {
        while (_batchNext < _batchCount)
        {
            _pendingEntry = _batch[_batchNext].Entry;
            _batch[_batchNext++] = default;
            if (_pendingEntry is not null)
            {
                return true;
            }
        }

        return false;
    }

    private void DescribeBatch(RootedDirectory folder)
    {
        _batchFolder = folder;
        int turns = (_batchCount + TurnLength - 1) / TurnLength;
        if (turns > 1)
        {
            _ = Parallel.For(0, turns, s_workers, _describeTurn);
        }
        else if (turns == 1)
        {
            _describeTurn(0);
        }

        _batchFolder = null;
        if (_batchFailure is { } failure)
        {
            _batchCount = 0;
            _batchFailure = null;
            failure.Throw();
        }
    }

    private void DescribeTurn(int turn)
    {
        try
        {
            int end = Math.Min(_batchCount, (turn + 1) * TurnLength);
            for (int index = turn * TurnLength; index < end; index++)
            {
                ref Candidate candidate = ref _batch[index];
                candidate = candidate with { Entry = _describe(candidate.Key, _batchFolder!, candidate.Name) };
            }
        }
        catch (Exception exception)
        {
            // Thrown by whoever asked, as it is; of several the first. Full fence; the end of the turns is one too.
            _ = Interlocked.CompareExchange(ref _batchFailure, ExceptionDispatchInfo.Capture(exception), null);
        }
    }

    private readonly record struct Candidate(StorageKey Key, string Name, StorageEntry? Entry);
}
