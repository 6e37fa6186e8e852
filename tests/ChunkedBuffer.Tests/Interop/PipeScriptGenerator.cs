using Native.TestKit;

namespace ChunkedBuffers.Tests.Interop;

/// <summary>
/// Makes up scripts for pipes that mostly use them as they are meant to be used, with some misuse whose outcome is
/// defined. It stays away from two operations that wait on one end, which is undefined, and from what our pipe does
/// otherwise on purpose: reading at least so many bytes of which some were examined before.
/// </summary>
internal sealed class PipeScriptGenerator(SeededRandom random)
{
    /// <summary>The next line, or null when the one that came up does not fit the state.</summary>
    internal string? Next(PipeScriptRunner runner)
    {
        int choice = random.Next(100);
        return choice switch
        {
            < 14 => $"put {random.NextLength(60)}",
            < 17 => $"get {random.NextLength(100)}",
            < 27 => runner.HasPendingFlush ? null : $"flush{Token()}",
            < 37 => runner.HasPendingFlush ? null : $"write{Token()} {random.NextLength(120)}",
            < 50 => runner.HasPendingRead ? null : $"read{Token()}",
            < 56 => runner.HasPendingRead ? null : "try",
            < 62 => runner.HasPendingRead || runner.HasExaminedAhead ? null : $"least{Token()} {random.NextLength(80)}",
            < 83 => runner.IsReading ? Advance(runner) : MisplacedAdvance(runner),
            < 86 => "cancelread",
            < 88 => "cancelflush",
            < 90 => "canceltoken",
            < 94 => "poll",
            < 95 => "hook",
            < 97 => "run",
            _ => Rare(runner),
        };
    }

    /// <summary>The framework's pipe forgets to forget a cancelled read when it is reset, so not after that.</summary>
    private string? MisplacedAdvance(PipeScriptRunner runner) =>
        random.Chance(5) && !runner.WasReset ? "to default" : null;

    private string? Rare(PipeScriptRunner runner)
    {
        switch (random.Next(8))
        {
            case 0:
                // A reset does not make the framework's pipe forget how much a failed read was to bring at least.
                return runner.HasPendingRead || random.Chance(50) ? "donew" : "donew broken";
            case 1:
                if (runner.HasPendingRead)
                {
                    // A read that ends after its reader makes the framework's pipe unusable, even when it is reset.
                    return "cancelread";
                }

                return random.Chance(50) ? "doner" : "doner refused";
            case 2 or 3 or 4:
                return runner.IsHooked ? "run" : "reset";
            case 5:
                return "adv 100000";
            case 6:
                return "adv -1";
            default:
                return "get -1";
        }
    }

    private string Advance(PipeScriptRunner runner)
    {
        long length = runner.BufferLength;
        long consumed = random.Next(4) switch
        {
            0 => 0,
            1 or 2 => length,
            _ => random.NextInt64(length + 1),
        };
        long examined = random.Chance(60) ? length : consumed + random.NextInt64(length - consumed + 1);
        return $"to {consumed} {examined}";
    }

    private string Token() => random.Next(8) switch
    {
        0 => "!",
        1 or 2 => "?",
        _ => "",
    };
}
