namespace Storage.Lite;

/// <summary>Where a key is in <see cref="OrderedKeys"/>; valid until the keys change.</summary>
internal readonly record struct KeyPosition(int Run, int Index)
{
    internal static KeyPosition End => new(-1, -1);

    internal bool IsEnd => Run < 0;
}
