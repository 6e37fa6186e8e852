using System.Text.Json.Serialization;

namespace Storage.Lite;

/// <summary>The serializer of manifests, generated at compile time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StorageManifestText))]
internal sealed partial class StorageManifestJson : JsonSerializerContext;
