using System.CommandLine;
using System.CommandLine.Parsing;
using Nio.Lines;
using Nio.Output;

namespace Nio.Commands;

/// <summary>The verb <c>lines</c>: its options, and how they become a request.</summary>
internal static class LinesCommand
{
    private const string Description = """
        Counts lines and bytes, and on request finds the longest line and shows how line lengths are spread.

        A line ends at its delimiter, so the counts are those of 'wc -l -c': what stands behind the last
        delimiter is no line in the count, but it is measured for --longest and --histogram.
        Lengths are bytes without the delimiter.

        Exit codes: 0 done, 1 some inputs failed, 2 wrong usage, 130 stopped by Ctrl-C.
        """;

    internal static Command Create()
    {
        Argument<string[]> paths = new("PATH")
        {
            Description = "Files to read; none or - means standard input.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> longest = new("--longest", "-l")
        {
            Description = "Show the longest line: its length, number and offset.",
        };
        Option<bool> histogram = new("--histogram", "-g")
        {
            Description = "Show how many lines there are of each length, by powers of two.",
        };
        Option<string> delimiter = new("--delimiter", "-d")
        {
            Description = @"The byte that ends a line: a character, \n, \r, \t, \0, \\ or \xHH. Newline if not given.",
            HelpName = "BYTE",
        };
        delimiter.Validators.Add(CheckDelimiter);
        Option<bool> json = new("--json")
        {
            Description = "Print one JSON document.",
        };
        Command command = new("lines", Description) { paths, longest, histogram, delimiter, json };
        command.SetAction(result => Run(result, new LinesRequest
        {
            Paths = result.GetValue(paths) ?? [],
            Delimiter = DelimiterSyntax.Parse(result.GetValue(delimiter) ?? @"\n"),
            Longest = result.GetValue(longest),
            Histogram = result.GetValue(histogram),
            Json = result.GetValue(json),
        }));
        return command;
    }

    private static int Run(ParseResult result, LinesRequest request)
    {
        if (UnknownOptions.FindFirst(result, request.Paths) is { } option)
        {
            UnknownOptions.Report(option);
            return ExitCode.Usage;
        }

        return LinesVerb.Run(request);
    }

    private static void CheckDelimiter(OptionResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : string.Empty;
        if (!DelimiterSyntax.TryParse(text, out _))
        {
            result.AddError(
                $@"--delimiter takes one byte, not '{DisplayText.Escape(text)}': "
                + @"one ASCII character, \n, \r, \t, \0, \\, or \xHH with two hexadecimal digits.");
        }
    }
}
