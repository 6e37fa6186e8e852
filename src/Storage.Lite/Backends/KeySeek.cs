namespace Storage.Lite;

/// <summary>Which keys a search in <see cref="OrderedKeys"/> passes over.</summary>
internal enum KeySeek
{
    /// <summary>Those before the text.</summary>
    From,

    /// <summary>Those before the text, and the text.</summary>
    After,

    /// <summary>Those before the text, and all that begin with it.</summary>
    BeyondPrefix,
}
