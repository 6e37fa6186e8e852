using System.Text;

namespace ChunkedBuffers.Tests;

/// <summary>Contents as text, read chunk by chunk, so that tests compare strings.</summary>
internal static class BytesText
{
    internal static string Text(this BufferSlice slice)
    {
        Segment scratch = default;
        return Text(slice.View(ref scratch));
    }

    internal static string Text(this ChunkedBuffer buffer) => Text(buffer.View);

    /// <summary>Reads a slice that the caller no longer needs.</summary>
    internal static string TakeText(this BufferSlice slice)
    {
        using (slice)
        {
            return slice.Text();
        }
    }

    private static string Text(ChunkView view)
    {
        var text = new StringBuilder();
        for (int index = 0; index < view.Count; index++)
        {
            text.Append(Encoding.Latin1.GetString(view[index]));
        }

        return text.ToString();
    }
}
