using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Parsing;
using Nio.Output;

namespace Nio.Commands;

/// <summary>
/// Finds misspelled options, which the parser takes for values: a path may begin with a dash, but then -- stands in
/// front of it.
/// </summary>
internal static class UnknownOptions
{
    internal static string? FindFirst(ParseResult result, IReadOnlyCollection<string> values)
    {
        foreach (Token token in result.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                return null;
            }

            if (token.Type == TokenType.Argument
                && token.Value.Length > 1
                && token.Value.StartsWith('-')
                && Contains(values, token.Value))
            {
                return token.Value;
            }
        }

        return null;
    }

    internal static void Report(string option)
    {
        Messages.Report($"there is no option '{DisplayText.Escape(option)}'.");
        Messages.Report("See --help; in front of a path that begins with a dash write --.");
    }

    private static bool Contains(IReadOnlyCollection<string> values, string value)
    {
        foreach (string candidate in values)
        {
            if (string.Equals(candidate, value, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
