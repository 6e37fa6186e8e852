using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nio.Output;

/// <summary>How every verb writes its one JSON document.</summary>
internal static class JsonDocuments
{
    /// <summary>Makes a writer. Ownership: the caller disposes it, and then the stream.</summary>
    internal static Utf8JsonWriter CreateWriter(Stream stream, bool isIndented) => new(stream, new JsonWriterOptions
    {
        Indented = isIndented,

        // The output goes to no HTML page, and paths should stay readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
