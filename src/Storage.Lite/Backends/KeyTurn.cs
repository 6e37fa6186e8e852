namespace Storage.Lite;

/// <summary>The turn of one or two keys. Ownership: whoever took it disposes it, once and on its thread.</summary>
internal readonly ref struct KeyTurn
{
    private readonly KeyLocks _locks;
    private readonly int _low;
    private readonly int _high;

    internal KeyTurn(KeyLocks locks, int low, int high)
    {
        _locks = locks;
        _low = low;
        _high = high;
    }

    /// <summary>Gives the turn back.</summary>
    public void Dispose()
    {
        if (_high != _low)
        {
            _locks.Release(_high);
        }

        _locks.Release(_low);
    }
}
