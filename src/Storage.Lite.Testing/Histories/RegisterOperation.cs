using System.Globalization;

namespace Storage.Lite.Testing;

/// <summary>One operation on one register, with when it was asked and when it was answered.</summary>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record RegisterOperation
{
    /// <summary>The value of a register that holds nothing.</summary>
    public const long Absent = 0;

    /// <summary>The time of an answer that never came.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Gets who did it, for a person.</summary>
    public int Process { get; init; }

    /// <summary>Gets what was done.</summary>
    public required RegisterOperationKind Kind { get; init; }

    /// <summary>Gets the value that was read, or written.</summary>
    public long Value { get; init; }

    /// <summary>Gets the value that a compare and swap expected.</summary>
    public long Expected { get; init; }

    /// <summary>Gets a value indicating whether a compare and swap was said to have happened.</summary>
    public bool IsSuccess { get; init; } = true;

    /// <summary>
    /// Gets what a write said that it replaced: true for something, false for nothing, null when it did not say. A
    /// delete tells whether there was an object.
    /// </summary>
    public bool? Existed { get; init; }

    /// <summary>Gets when it was asked, in any unit that orders the events of all.</summary>
    public required long InvokedAt { get; init; }

    /// <summary>
    /// Gets when it was answered; <see cref="Never"/> when it failed or is still under way, so that it may have
    /// happened at any time after it was asked, or not.
    /// </summary>
    public long ReturnedAt { get; init; } = Never;

    /// <summary>Gets the operation as a line.</summary>
    /// <returns>Text for a person.</returns>
    public override string ToString()
    {
        string what = Kind switch
        {
            RegisterOperationKind.Read => $"read {Name(Value)}",
            RegisterOperationKind.Write => $"write {Name(Value)}{Replaced()}",
            _ => $"swap {Name(Expected)} for {Name(Value)}: {(IsSuccess ? "yes" : "no")}",
        };
        string end = ReturnedAt == Never ? "?" : ReturnedAt.ToString(CultureInfo.InvariantCulture);
        return $"[{InvokedAt}..{end}] process {Process}: {what}";
    }

    private static string Name(long value) =>
        value == Absent ? "nothing" : value.ToString(CultureInfo.InvariantCulture);

    private string Replaced() => Existed switch
    {
        true => " over something",
        false => " over nothing",
        _ => "",
    };
}
