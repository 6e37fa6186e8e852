using System.Collections.Generic;

namespace Storage.Lite.S3.Tests.Network;

/// <summary>What a <see cref="ScriptedEndpoint"/> says to one request.</summary>
internal sealed record ScriptedAnswer(int Status, string Body = "")
{
    internal Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>An answer without a body that tells a length, as that to HEAD.</summary>
    internal static ScriptedAnswer Head(int status, string tag = "", long length = 0) => new(status)
    {
        Headers = new() { ["ETag"] = $"\"{tag}\"", ["Content-Length"] = $"{length}" },
    };

    internal static ScriptedAnswer Error(int status, string code) => new(
        status,
        $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>It is so.</Message>"
        + "<RequestId>request-1</RequestId></Error>");
}
