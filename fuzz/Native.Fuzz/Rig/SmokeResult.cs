namespace Native.Fuzz.Rig;

/// <summary>What a smoke run did.</summary>
/// <param name="Executions">Inputs that were run.</param>
/// <param name="KeptInputs">Inputs that reached something new; the seeds only, when nothing is instrumented.</param>
/// <param name="EdgeCount">Edges seen; zero when nothing is instrumented.</param>
/// <param name="Finding">The first failure, or null.</param>
public sealed record SmokeResult(long Executions, int KeptInputs, int EdgeCount, FuzzFinding? Finding);
