using System.Text.Json.Serialization;
using Storage.Lite.Testing;

namespace Storage.Lite.Tests.Backends;

/// <summary>How a process writes down its operations for another one.</summary>
[JsonSerializable(typeof(RegisterOperation))]
internal sealed partial class OperationContext : JsonSerializerContext;
