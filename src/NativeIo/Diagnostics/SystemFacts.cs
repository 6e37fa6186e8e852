using System;
using System.Globalization;
using System.IO;

namespace NativeIo;

/// <summary>
/// What Linux says in files of <c>/proc</c> and <c>/sys</c>. On other systems there are none, and nothing is known.
/// </summary>
/// <remarks>Thread safety: all members.</remarks>
internal sealed class SystemFacts
{
    /// <summary>As the system writes it in the table of limits.</summary>
    private const string Unlimited = "unlimited";

    private readonly Func<string, string?> _read;

    /// <summary>Makes the facts over a reader of small files; null for the system's own.</summary>
    internal SystemFacts(Func<string, string?>? read = null) => _read = read ?? ReadText;

    /// <summary>Gets when huge pages are used: "always", "madvise" or "never"; null when not known.</summary>
    internal string? GetHugePageMode()
    {
        string text = _read("/sys/kernel/mm/transparent_hugepage/enabled") ?? "";
        int start = text.IndexOf('[', StringComparison.Ordinal);
        int end = text.IndexOf(']', StringComparison.Ordinal);
        return start >= 0 && end > start ? text[(start + 1)..end] : null;
    }

    /// <summary>Gets how an administrator has switched io_uring off; null when not, or not known.</summary>
    internal string? GetRingObstacle() => _read("/proc/sys/kernel/io_uring_disabled")?.Trim() switch
    {
        "1" => "kernel.io_uring_disabled is 1: for members of one group only",
        "2" => "kernel.io_uring_disabled is 2: for nobody",
        _ => null,
    };

    internal IoLimits GetLimits()
    {
        string table = _read("/proc/self/limits") ?? "";
        return new IoLimits(
            Limit(table, "Max open files", isHard: false),
            Limit(table, "Max open files", isHard: true),
            Limit(table, "Max locked memory", isHard: false),
            Limit(table, "Max file size", isHard: false),
            Limit(table, "Max address space", isHard: false));
    }

    /// <summary>Gets how far the kernel reads ahead on a device, in KiB; null when not known.</summary>
    internal int? GetReadAheadKib(uint major, uint minor)
    {
        // The first is there for file systems without a device, too; the last for a part of a disk.
        string text = _read($"/sys/class/bdi/{major}:{minor}/read_ahead_kb")
            ?? _read($"/sys/dev/block/{major}:{minor}/queue/read_ahead_kb")
            ?? _read($"/sys/dev/block/{major}:{minor}/../queue/read_ahead_kb")
            ?? "";
        return int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
    }

    private static long? Limit(string table, string name, bool isHard)
    {
        foreach (string line in table.Split('\n'))
        {
            if (!line.StartsWith(name, StringComparison.Ordinal))
            {
                continue;
            }

            string[] words = line[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            int index = isHard ? 1 : 0;
            if (words.Length <= index)
            {
                return null;
            }

            return words[index] == Unlimited ? long.MaxValue
                : long.TryParse(words[index], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
                : null;
        }

        return null;
    }

    private static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there, or not for this process: then it is not known, which is an answer.
            return null;
        }
    }
}
