using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Nio.Tests;

/// <summary>How a process ended and what it wrote.</summary>
internal sealed record ProcessResult(int ExitCode, byte[] OutputBytes, string Error)
{
    internal string Output => Encoding.UTF8.GetString(OutputBytes);

    internal IReadOnlyList<string> Rows => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The numbers that each row begins with.</summary>
    internal long[][] Numbers => [.. Rows.Select(static row => row
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .TakeWhile(static cell => long.TryParse(cell, CultureInfo.InvariantCulture, out _))
        .Select(static cell => long.Parse(cell, CultureInfo.InvariantCulture))
        .ToArray())];

    internal JsonElement Json => JsonDocument.Parse(OutputBytes).RootElement;
}
