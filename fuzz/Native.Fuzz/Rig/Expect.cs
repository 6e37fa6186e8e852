using System;

namespace Native.Fuzz.Rig;

/// <summary>Runs a step that the documentation says must throw.</summary>
public static class Expect
{
    /// <summary>The step throws exactly this kind of exception, or one derived from it.</summary>
    public static void Throws<TException>(Action step, string what)
        where TException : Exception
    {
        try
        {
            step();
        }
        catch (TException)
        {
            return;
        }

        Verify.Fail($"{what} did not throw {typeof(TException).Name}");
    }
}
