using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Nio.Tests;

/// <summary>What the system's own <c>wc -l -c</c> says, which the tool must agree with.</summary>
internal static class WordCount
{
    /// <summary>Lines and bytes of each path, and of all together when there are several.</summary>
    internal static async Task<long[][]> RunAsync(IEnumerable<string> paths)
    {
        string words = string.Join(' ', paths.Select(NioProcess.Quote));
        ProcessResult result = await NioProcess.ShellAsync($"wc -l -c -- {words}");
        return result.Numbers;
    }
}
