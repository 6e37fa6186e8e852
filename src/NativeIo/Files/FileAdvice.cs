namespace NativeIo;

/// <summary>What a program is going to do with a part of a file; a hint that systems may ignore.</summary>
public enum FileAdvice
{
    /// <summary>Nothing special.</summary>
    Normal,

    /// <summary>Reads go from start to end: the system reads further ahead.</summary>
    Sequential,

    /// <summary>Reads go here and there: the system does not read ahead.</summary>
    Random,

    /// <summary>The part is needed soon: the system starts to read it.</summary>
    WillNeed,

    /// <summary>The part is not needed again: whole clean pages leave the cache.</summary>
    DontNeed,

    /// <summary>Each byte is read once.</summary>
    NoReuse,
}
