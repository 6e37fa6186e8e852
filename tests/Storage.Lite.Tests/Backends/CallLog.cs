using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace Storage.Lite.Tests.Backends;

/// <summary>
/// What the system was asked to do, as strace saw it, and what a power cut may leave of it.
/// </summary>
/// <remarks>
/// The model promises as little as POSIX does: a file's bytes are sure from a flush of the file on, a name in a folder
/// from a flush of that folder on. Until then a change of a name may have happened or not, whatever came later, and an
/// unflushed file may hold anything. So after each call, for each key: its name, and that of each folder above, may be
/// as it was at the last flush or as any later change made it.
/// </remarks>
internal sealed partial class CallLog
{
    private const string Torn = "torn";
    private const string Gone = "-";

    private readonly List<(string[] Call, long Result)> _calls = [];
    private readonly Dictionary<long, Node> _open = [];
    private readonly Dictionary<string, HashSet<string>> _expected = new(StringComparer.Ordinal);
    private readonly Node _root = new();
    private readonly string _path;
    private readonly FileKeys _keys;

    private CallLog(string path, FileLayout layout)
    {
        _path = path;
        _keys = FileKeys.Of(layout);
    }

    /// <summary>Gets how many operations ended.</summary>
    internal int Acknowledged => _calls.Count(static call => call.Call[0] == "mark" && call.Call[1] == "done");

    /// <summary>Reads what strace wrote.</summary>
    internal static CallLog Parse(IEnumerable<string> lines, string path, FileLayout layout)
    {
        var log = new CallLog(path, layout);
        Dictionary<string, string> unfinished = new(StringComparer.Ordinal);
        foreach (string raw in lines)
        {
            string[] halves = raw.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            string line = halves.Length == 2 ? halves[1].Trim() : "";
            int cut = line.IndexOf(" <unfinished ...>", StringComparison.Ordinal);
            if (cut >= 0)
            {
                unfinished[halves[0]] = line[..cut];
                continue;
            }

            Match resumed = Resumed().Match(line);
            if (resumed.Success && unfinished.Remove(halves[0], out string? begin))
            {
                line = begin + line[resumed.Length..];
            }

            Match whole = Whole().Match(line);
            if (whole.Success)
            {
                log.Add(
                    whole.Groups[1].Value,
                    whole.Groups[2].Value,
                    long.Parse(whole.Groups[3].Value, CultureInfo.InvariantCulture));
            }
        }

        return log;
    }

    /// <summary>Tells, for a power cut after each call, which keys may then have what no caller was promised.</summary>
    internal List<string> FindLosses()
    {
        List<string> losses = [];
        for (int index = 0; index < _calls.Count; index++)
        {
            (string[] call, long result) = _calls[index];
            Apply(call, result);
            foreach ((string key, HashSet<string> values) in _expected)
            {
                foreach (string found in Possible(_keys.PathOf(key)).Where(found => !values.Contains(found)))
                {
                    losses.Add($"after call {index} ({string.Join(' ', call)}): '{key}' may be {found}");
                }
            }
        }

        return losses;
    }

    [GeneratedRegex(@"^<\.\.\. \w+ resumed>")]
    private static partial Regex Resumed();

    [GeneratedRegex(@"^(\w+)\((.*)\)\s+= (-?\d+)")]
    private static partial Regex Whole();

    [GeneratedRegex("""
        "((?:[^"\\]|\\.)*)"
        """)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"value:\d+\.")]
    private static partial Regex Value();

    private void Add(string name, string arguments, long result)
    {
        string[] texts = [.. Quoted().Matches(arguments).Select(static match => match.Groups[1].Value)];
        if (texts.Length > 0 && texts[0].StartsWith("/mark/", StringComparison.Ordinal))
        {
            string[] words = texts[0]["/mark/".Length..].Split('|');
            if (words.Length == 3)
            {
                _calls.Add((["mark", .. words], 0));
            }

            return;
        }

        if (result < 0)
        {
            return;
        }

        string first = arguments.Split(',')[0].Trim();
        string[] call = name switch
        {
            "openat" or "openat2" when texts.Length == 1 =>
                ["open", first, texts[0], arguments.Contains("O_CREAT", StringComparison.Ordinal) ? "new" : ""],
            "mkdirat" => ["mkdir", first, texts[0]],
            "unlinkat" => ["remove", first, texts[0]],
            "renameat" or "renameat2" => ["rename", first, texts[0], arguments.Split(',')[2].Trim(), texts[1]],
            "fsync" or "fdatasync" => ["flush", first],
            "write" or "pwrite64" or "pwritev" or "pwritev2" => ["write", first, string.Concat(texts)],
            "close" => ["close", first],
            _ => [],
        };
        if (call.Length > 0)
        {
            _calls.Add((call, result));
        }
    }

    private void Apply(string[] call, long result)
    {
        switch (call[0])
        {
            case "mark":
                HashSet<string> values = call[1] == "done" ? [] : _expected.GetValueOrDefault(call[2], [Gone]);
                values.Add(call[3]);
                _expected[call[2]] = values;
                break;
            case "open":
                Open(call, result);
                break;
            case "mkdir":
                Change(call[1], call[2], new Node());
                break;
            case "remove":
                Change(call[1], call[2], null);
                break;
            case "rename":
                Node? moved = Find(call[1], call[2]);
                Change(call[3], call[4], moved);
                Change(call[1], call[2], null);
                break;
            case "write" when At(call[1]) is { } file:
                file.Content = Value().Match(call[2]) is { Success: true } value ? value.Value : file.Content;
                file.IsFlushed = false;
                break;
            case "flush" when At(call[1]) is { } node:
                node.Flush();
                break;
            case "close":
                _ = _open.Remove(long.Parse(call[1], CultureInfo.InvariantCulture));
                break;
            default:
                break;
        }
    }

    private void Open(string[] call, long result)
    {
        _ = _open.Remove(result);
        if (call[1] == "AT_FDCWD")
        {
            if (call[2] == _path)
            {
                _open[result] = _root;
            }

            return;
        }

        Node? node = Find(call[1], call[2]);
        if (node is null && call[3] == "new")
        {
            node = new Node();
            Change(call[1], call[2], node);
        }

        if (node is not null)
        {
            _open[result] = node;
        }
    }

    private Node? At(string descriptor) =>
        long.TryParse(descriptor, CultureInfo.InvariantCulture, out long number) ? _open.GetValueOrDefault(number)
            : null;

    private Node? Find(string descriptor, string path)
    {
        Node? node = At(descriptor);
        foreach (string name in path.Split('/').Where(static name => name is not ("." or "")))
        {
            node = node?.Names.GetValueOrDefault(name)?[^1];
        }

        return node;
    }

    private void Change(string descriptor, string path, Node? node)
    {
        int slash = path.LastIndexOf('/');
        Node? folder = slash < 0 ? At(descriptor) : Find(descriptor, path[..slash]);
        if (folder is not null)
        {
            if (!folder.Names.TryGetValue(path[(slash + 1)..], out List<Node?>? states))
            {
                states = [null];
                folder.Names.Add(path[(slash + 1)..], states);
            }

            states.Add(node);
        }
    }

    private HashSet<string> Possible(string path)
    {
        HashSet<Node> folders = [_root];
        HashSet<string> found = new(StringComparer.Ordinal);
        string[] names = path.Split('/');
        for (int index = 0; index < names.Length; index++)
        {
            HashSet<Node> next = [];
            foreach (Node? node in folders.SelectMany(folder => folder.Names.GetValueOrDefault(names[index], [null])))
            {
                if (node is null)
                {
                    _ = found.Add(Gone);
                }
                else if (index < names.Length - 1)
                {
                    _ = next.Add(node);
                }
                else
                {
                    _ = found.Add(node.IsFlushed ? node.Content : Torn);
                }
            }

            folders = next;
        }

        return found;
    }

    /// <summary>
    /// A file or folder. A name has the states that it may have after a power cut; the last is now's.
    /// </summary>
    private sealed class Node
    {
        internal Dictionary<string, List<Node?>> Names { get; } = new(StringComparer.Ordinal);

        internal string Content { get; set; } = "";

        internal bool IsFlushed { get; set; }

        internal void Flush()
        {
            IsFlushed = true;
            foreach (List<Node?> states in Names.Values)
            {
                states.RemoveRange(0, states.Count - 1);
            }
        }
    }
}
