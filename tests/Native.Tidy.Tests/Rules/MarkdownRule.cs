using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Native.Tidy.Tests;

/// <summary>A page has one title, and its links lead to files and headings that exist.</summary>
internal sealed partial class MarkdownRule : TidyRule
{
    internal override string Id => "C4";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile page in repository.Files.Where(static file => file.IsMarkdown))
        {
            string[] lines = WithoutCode(page);
            int titles = lines.Count(static line => line.StartsWith("# ", StringComparison.Ordinal));
            if (titles != 1)
            {
                yield return Found(page, 1, $"{titles} titles; a page has exactly one");
            }

            for (int i = 0; i < lines.Length; i++)
            {
                foreach (Match match in Links().Matches(lines[i]))
                {
                    string? problem = Problem(repository, page, match.Groups["target"].Value);
                    if (problem is not null)
                    {
                        yield return Found(page, i + 1, problem);
                    }
                }
            }
        }
    }

    /// <summary>The lines with fenced blocks and code spans blanked, so that code is not taken for links.</summary>
    private static string[] WithoutCode(RepositoryFile page)
    {
        bool fenced = false;
        return [.. page.Lines.Select(line =>
        {
            bool fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            fenced ^= fence;
            return fenced || fence ? "" : CodeSpans().Replace(line, "");
        })];
    }

    private static string? Problem(Repository repository, RepositoryFile page, string target)
    {
        if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
        {
            return null;
        }

        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? page.Path : Resolve(page.Folder, parts[0]);
        if (!repository.Contains(path))
        {
            return $"the link to {target} leads nowhere: no {path}";
        }

        RepositoryFile? other = repository.Find(path);
        bool hasAnchor = parts.Length == 1 || other is null || !other.IsMarkdown || Anchors(other).Contains(parts[1]);
        return hasAnchor ? null : $"the link to {target} leads nowhere: no such heading in {path}";
    }

    private static string Resolve(string folder, string target)
    {
        if (target.StartsWith('/'))
        {
            return target.Trim('/');
        }

        Stack<string> parts = new(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                _ = parts.Pop();
            }
            else if (part != ".")
            {
                parts.Push(part);
            }
        }

        return string.Join('/', parts.Reverse());
    }

    private static HashSet<string> Anchors(RepositoryFile page)
    {
        HashSet<string> anchors = [];
        foreach (string line in page.Lines.Where(static line => Heading().IsMatch(line)))
        {
            string slug = Slug(line.TrimStart('#').Trim());
            for (int i = 1; !anchors.Add(i == 1 ? slug : $"{slug}-{i - 1}"); i++)
            {
            }
        }

        return anchors;
    }

    /// <summary>A heading's anchor as the usual hosts make it: lower case, spaces to hyphens, no punctuation.</summary>
    private static string Slug(string heading)
    {
        StringBuilder slug = new();
        foreach (char c in heading)
        {
            if (char.IsLetterOrDigit(c) || c is '-' or '_')
            {
                _ = slug.Append(char.ToLowerInvariant(c));
            }
            else if (c == ' ')
            {
                _ = slug.Append('-');
            }
        }

        return slug.ToString();
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(\s+""[^""]*"")?\)|^\[[^\]]+\]:\s*(?<target>\S+)")]
    private static partial Regex Links();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpans();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();
}
