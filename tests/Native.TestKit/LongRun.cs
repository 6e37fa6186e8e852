using System;

namespace Native.TestKit;

/// <summary>
/// Whether tests shall run as long as their case asks for, instead of as long as everybody can wait for each time:
/// <c>NATIVE_LONG=1</c> in the environment. Thread-safe.
/// </summary>
public static class LongRun
{
    private const string Variable = "NATIVE_LONG";

    /// <summary>The number of rounds: the long one if that is wanted, else the short one.</summary>
    public static int Rounds(int shortRun, int longRun) =>
        Environment.GetEnvironmentVariable(Variable) == "1" ? longRun : shortRun;
}
