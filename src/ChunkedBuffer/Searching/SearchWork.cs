namespace ChunkedBuffers;

/// <summary>
/// The budget of a needle search: what it may spend on comparing places that look right. When it is spent the input
/// is a bad one for looking ahead, and the automaton of <see cref="NeedleAutomaton"/> takes over. So the time is linear
/// for any needle, content and chunking.
/// </summary>
internal struct SearchWork
{
    /// <summary>Enough that ordinary content never runs out; little enough to lose microseconds only.</summary>
    private const int InitialBalance = 256;

    /// <summary>A scanned byte earns half a unit: then what is spent stays proportional to what is scanned.</summary>
    private const int BytesPerUnit = 2;

    private long _balance;

    /// <summary>Opens a search with its initial budget.</summary>
    public SearchWork() => _balance = InitialBalance;

    /// <summary>
    /// Gets all that was spent on comparisons, in units of 16 bytes or one chunk. For tests of linearity.
    /// </summary>
    internal long Spent { get; private set; }

    /// <summary>Gets the number of bytes that the automaton read. For tests of linearity.</summary>
    internal long Stepped { get; private set; }

    internal readonly bool IsExhausted => _balance < 0;

    internal void Earn(int bytesScanned) => _balance += bytesScanned / BytesPerUnit;

    /// <summary>Pays for comparing so many bytes in one chunk.</summary>
    internal void PayComparison(int length)
    {
        long units = 1 + (length >> 4);
        _balance -= units;
        Spent += units;
    }

    /// <summary>After the automaton has gone over a stretch the search may look ahead again.</summary>
    internal void Restart(long bytesStepped)
    {
        Stepped += bytesStepped;
        _balance = InitialBalance;
    }
}
