using System;
using System.Collections.Generic;
using System.Globalization;
using Native.Fuzz.Rig;

namespace Native.Fuzz;

/// <summary>What <c>smoke</c> runs.</summary>
/// <param name="Targets">The targets, one after the other.</param>
/// <param name="Seed">Starts the sequence of inputs.</param>
/// <param name="Duration">The limit for each target.</param>
/// <param name="ExecutionsMax">The other limit for each target.</param>
/// <param name="FindingsFolder">Where failing inputs are written, each target in its own folder.</param>
internal sealed record SmokeOptions(
    IReadOnlyList<FuzzTarget> Targets, ulong Seed, TimeSpan Duration, long ExecutionsMax, string FindingsFolder)
{
    private const ulong SeedDefault = 20_261_121;
    private const int SecondsDefault = 5;

    /// <summary>Reads the arguments after <c>smoke</c>.</summary>
    public static SmokeOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new SmokeOptions(
            [.. FuzzTargets.Real], SeedDefault, TimeSpan.FromSeconds(SecondsDefault), long.MaxValue, "findings");
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            if (!name.StartsWith("--", StringComparison.Ordinal))
            {
                options = options with { Targets = [FuzzCommands.Target(name)] };
                continue;
            }

            index++;
            if (index == arguments.Length)
            {
                throw new ArgumentException($"{name} needs a value.");
            }

            options = options.With(name, arguments[index]);
        }

        return options;
    }

    private SmokeOptions With(string name, string value) => name switch
    {
        "--seed" => this with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
        "--seconds" => this with { Duration = TimeSpan.FromSeconds(double.Parse(value, CultureInfo.InvariantCulture)) },
        "--executions" => this with { ExecutionsMax = long.Parse(value, CultureInfo.InvariantCulture) },
        "--findings" => this with { FindingsFolder = value },
        _ => throw new ArgumentException($"Unknown option {name}."),
    };
}
