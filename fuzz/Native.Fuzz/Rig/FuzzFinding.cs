using System;

namespace Native.Fuzz.Rig;

/// <summary>An input on which a target failed.</summary>
/// <param name="Input">The bytes.</param>
/// <param name="Exception">What left the target.</param>
/// <param name="Execution">How many inputs had been run before this one.</param>
public sealed record FuzzFinding(byte[] Input, Exception Exception, long Execution)
{
    /// <summary>
    /// What two findings of the same cause have in common: the exception's type and the first part of its text.
    /// </summary>
    public string Signature => SignatureOf(Exception);

    /// <summary>See <see cref="Signature"/>. Values in a message come after its first colon and are left out.</summary>
    public static string SignatureOf(Exception exception)
    {
        string message = exception.Message;
        int colon = message.IndexOf(':', StringComparison.Ordinal);
        return exception.GetType().Name + " " + (colon < 0 ? message : message[..colon]);
    }
}
