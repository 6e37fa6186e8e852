using System.Text.Json.Serialization;

namespace Storage.Lite.Tests.Contract;

/// <summary>How a <see cref="User"/> is written as JSON.</summary>
[JsonSerializable(typeof(User))]
internal sealed partial class UserContext : JsonSerializerContext;
