using System;

namespace NativeIo.Tests;

/// <summary>What one call of a <see cref="ScriptedBackend"/> does.</summary>
/// <param name="Operation">The calls that it is for; null for whichever comes.</param>
/// <param name="Kind">The failure; null to go through.</param>
/// <param name="LengthMax">The most bytes that the call transfers.</param>
internal readonly record struct Fault(string? Operation, IoErrorKind? Kind, long LengthMax)
{
    internal static Fault None => new(null, null, long.MaxValue);

    internal static Fault Fail(IoErrorKind kind, string? operation = null) => new(operation, kind, 0);

    internal static Fault Short(long lengthMax, string? operation = null) => new(operation, null, lengthMax);

    internal long Limit(long length) => Math.Min(length, LengthMax);
}
