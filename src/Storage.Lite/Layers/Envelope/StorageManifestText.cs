using System.Text.Json.Serialization;

namespace Storage.Lite;

/// <summary>A <see cref="StorageManifest"/> as it is written.</summary>
internal sealed record StorageManifestText
{
    [JsonPropertyName("version")]
    public required int Version { get; init; }

    [JsonPropertyName("storeId")]
    public required string StoreId { get; init; }

    [JsonPropertyName("keyDerivation")]
    public required string KeyDerivation { get; init; }

    [JsonPropertyName("iterations")]
    public required int Iterations { get; init; }

    [JsonPropertyName("salt")]
    public required byte[] Salt { get; init; }

    /// <summary>Gets an empty message under the key of the password.</summary>
    [JsonPropertyName("check")]
    public required byte[] Check { get; init; }
}
