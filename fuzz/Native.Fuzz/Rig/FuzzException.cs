using System;

namespace Native.Fuzz.Rig;

/// <summary>The product and its model disagree.</summary>
public sealed class FuzzException : Exception
{
    /// <summary>Names both sides in <paramref name="message"/>.</summary>
    public FuzzException(string message)
        : base(message)
    {
    }
}
