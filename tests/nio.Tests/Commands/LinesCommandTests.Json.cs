using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Nio.Tests.Commands;

/// <content>One JSON document, whatever happens.</content>
public sealed partial class LinesCommandTests
{
    [Fact]
    public async Task Json_SeveralPaths_IsOneDocument()
    {
        string first = _directory.Write("first \"quoted\"", "a\nbbb\n"u8);
        string second = _directory.Write("zweite Größe", "cc\ndd"u8);
        ProcessResult result = await NioProcess.RunAsync("lines", "--json", "--longest", "--histogram", first, second);
        Assert.Equal(0, result.ExitCode);
        JsonElement json = result.Json;
        JsonElement[] paths = [.. json.GetProperty("paths").EnumerateArray()];
        Assert.Equal([first, second], paths.Select(static path => path.GetProperty("path").GetString()));
        Assert.Equal(2, paths[0].GetProperty("lines").GetInt64());
        Assert.Equal(1, paths[1].GetProperty("lines").GetInt64());
        Assert.Equal(5, paths[1].GetProperty("bytes").GetInt64());
        Assert.Equal(1, paths[1].GetProperty("unterminatedLines").GetInt64());
        Assert.Equal(3, paths[0].GetProperty("longest").GetProperty("length").GetInt64());
        Assert.Equal(2, paths[0].GetProperty("longest").GetProperty("line").GetInt64());
        Assert.Equal(2, paths[0].GetProperty("longest").GetProperty("offset").GetInt64());
        Assert.Equal(10, json.GetProperty("delimiter").GetInt32());
        Assert.False(json.GetProperty("cancelled").GetBoolean());

        JsonElement total = json.GetProperty("total");
        Assert.Equal(3, total.GetProperty("lines").GetInt64());
        Assert.Equal(first, total.GetProperty("longest").GetProperty("path").GetString());
        Assert.Equal(4, total.GetProperty("histogram").EnumerateArray()
            .Sum(static bucket => bucket.GetProperty("lines").GetInt64()));
    }

    [Fact]
    public async Task Json_FailedPath_SaysWhy()
    {
        string missing = _directory.File("missing");
        ProcessResult result = await NioProcess.RunAsync("lines", "--json", "--longest", missing);
        Assert.Equal(1, result.ExitCode);
        JsonElement failure = result.Json.GetProperty("paths")[0].GetProperty("failure");
        Assert.Equal("open", failure.GetProperty("action").GetString());
        Assert.Equal("No such file or directory", failure.GetProperty("reason").GetString());
        JsonElement total = result.Json.GetProperty("total");
        Assert.Equal(1, total.GetProperty("pathsFailed").GetInt32());
        Assert.Equal(JsonValueKind.Null, total.GetProperty("longest").ValueKind);
    }

    [Fact]
    public async Task Json_NothingAsked_HasCountsOnly()
    {
        ProcessResult result = await NioProcess.RunAsync("x\n"u8.ToArray(), ["lines", "--json"]);
        JsonElement path = result.Json.GetProperty("paths")[0];
        Assert.Equal(
            ["path", "lines", "bytes", "unterminatedLines"],
            path.EnumerateObject().Select(static property => property.Name));
        Assert.Equal("-", path.GetProperty("path").GetString());
    }
}
