namespace Nio.Doctor;

/// <summary>What the user asked of <c>nio doctor</c>.</summary>
internal sealed record DoctorRequest
{
    internal required string Path { get; init; }

    internal bool Calibrate { get; init; }

    internal bool Json { get; init; }
}
