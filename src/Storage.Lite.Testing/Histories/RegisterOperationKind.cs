namespace Storage.Lite.Testing;

/// <summary>What somebody did to a register.</summary>
public enum RegisterOperationKind
{
    /// <summary>Read it.</summary>
    Read = 0,

    /// <summary>Set it, whatever it was. A delete sets it to <see cref="RegisterOperation.Absent"/>.</summary>
    Write = 1,

    /// <summary>Set it if it had an expected value: compare and swap, or create if absent.</summary>
    CompareAndSwap = 2,
}
