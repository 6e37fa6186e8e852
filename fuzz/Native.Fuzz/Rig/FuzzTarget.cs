using System;

namespace Native.Fuzz.Rig;

/// <summary>A row of <see cref="FuzzTargets"/>: what runs, under which name, on inputs of which length.</summary>
/// <param name="Name">The name on the command line and of the folders below Corpora and Regressions.</param>
/// <param name="Body">The target.</param>
/// <param name="Purpose">One sentence for <c>list</c>.</param>
/// <param name="LengthMaxBytes">Longer inputs are cut, so that a run stays short whatever a fuzzer offers.</param>
/// <param name="IsCanary">True for a target with a planted bug: a rig that does not find it is broken.</param>
public sealed record FuzzTarget(
    string Name, FuzzBody Body, string Purpose, int LengthMaxBytes = 4096, bool IsCanary = false)
{
    /// <summary>Runs the target on the input, cut to its maximum length.</summary>
    public void Run(ReadOnlySpan<byte> input) =>
        Body(input.Length > LengthMaxBytes ? input[..LengthMaxBytes] : input);

    /// <summary>Runs the target and returns what left it, or null when it held.</summary>
    public Exception? TryRun(ReadOnlySpan<byte> input)
    {
        try
        {
            Run(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
