using System.Runtime.CompilerServices;

namespace Native.Fuzz.Rig;

/// <summary>What <see cref="Verify.True(bool, ref VerifyMessage)"/> says, put together only when the condition does not
/// hold.</summary>
[InterpolatedStringHandler]
public ref struct VerifyMessage
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins; the compiler calls it.</summary>
    public VerifyMessage(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    /// <summary>Adds text.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The whole text.</summary>
    public string ToText() => _text.ToStringAndClear();
}
