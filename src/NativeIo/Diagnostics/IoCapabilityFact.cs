namespace NativeIo;

/// <summary>Whether a capability is there, why or why not, and what follows from it.</summary>
/// <param name="Capability">Which.</param>
/// <param name="Name">What the system calls it, as "io_uring".</param>
/// <param name="IsAvailable">Whether it is used; null when that could not be found out.</param>
/// <param name="Reason">What was found, in words.</param>
/// <param name="Effect">What the library does therefore.</param>
/// <remarks>Thread safety: immutable.</remarks>
public sealed record IoCapabilityFact(
    IoCapability Capability, string Name, bool? IsAvailable, string Reason, string Effect)
{
    /// <summary>Shows the fact to a person.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Name}: {Reason}, {Effect}";
}
