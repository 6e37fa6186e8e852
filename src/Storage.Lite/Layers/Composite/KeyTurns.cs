using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Storage.Lite;

/// <summary>One lock for each key that somebody writes to, made when it is needed. Waiting blocks no thread.</summary>
internal sealed class KeyTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StorageKey, Turn> _turns = [];
    private int _count;

    /// <summary>Says whether somebody writes to the key, or waits to.</summary>
    internal bool IsHeld(StorageKey key)
    {
        // Pairs with the increment in Enter: whoever begins after a write has its key seen, or the write not begun.
        if (Volatile.Read(ref _count) == 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _turns.ContainsKey(key);
        }
    }

    /// <summary>Waits for the key's turn. Who asks for several keys does so in their order.</summary>
    internal async ValueTask EnterAsync(StorageKey key, CancellationToken cancellation)
    {
        Turn? turn;
        lock (_lock)
        {
            if (!_turns.TryGetValue(key, out turn))
            {
                turn = new Turn();
                _turns.Add(key, turn);
                _ = Interlocked.Increment(ref _count);
            }

            turn.Users++;
        }

        try
        {
            await turn.Semaphore.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            Forget(key, turn);
            throw;
        }
    }

    /// <summary>Takes the key's turn if nobody has it or waits for it.</summary>
    internal bool TryEnter(StorageKey key)
    {
        lock (_lock)
        {
            if (_turns.ContainsKey(key))
            {
                return false;
            }

            var turn = new Turn { Users = 1 };
            bool isFree = turn.Semaphore.Wait(0);
            Debug.Assert(isFree, "Nobody else knows it yet.");
            _turns.Add(key, turn);
            _ = Interlocked.Increment(ref _count);
            return true;
        }
    }

    internal void Leave(StorageKey key)
    {
        Turn? turn;
        lock (_lock)
        {
            bool isKnown = _turns.TryGetValue(key, out turn);
            Debug.Assert(isKnown, "Only who has entered leaves.");
        }

        _ = turn!.Semaphore.Release();
        Forget(key, turn);
    }

    private void Forget(StorageKey key, Turn turn)
    {
        lock (_lock)
        {
            if (--turn.Users == 0)
            {
                _ = _turns.Remove(key);
                _ = Interlocked.Decrement(ref _count);
                turn.Semaphore.Dispose();
            }
        }
    }

    private sealed class Turn
    {
        internal SemaphoreSlim Semaphore { get; } = new(1, 1);

        /// <summary>Gets or sets how many have or want the turn; guarded by the lock.</summary>
        internal int Users { get; set; }
    }
}
