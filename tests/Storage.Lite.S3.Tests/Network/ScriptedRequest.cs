using System.Collections.Specialized;

namespace Storage.Lite.S3.Tests.Network;

/// <summary>What a <see cref="ScriptedEndpoint"/> was asked.</summary>
internal sealed record ScriptedRequest(string Line, NameValueCollection Headers, string Body);
