namespace AitherZero.Worker.Tests;

/// <summary>What a script writes is kept as JSON for other jobs.</summary>
internal static class ObjectsCases
{
    public static readonly Case[] All =
    [
        Keeps("objects.nothing_is_null", "Write-Host 'shown only'", "null"),
        Keeps("objects.one_is_itself", "42", "42"),
        Keeps("objects.several_are_an_array", "1; 'two'; $true; $null", "[1,\"two\",true,null]"),
        Keeps("objects.an_array_in_the_pipeline_stays_one", "1; ,@(2, 3)", "[1,[2,3]]"),
        Keeps("objects.custom", "[pscustomobject]@{ Count = 3; Deep = @{ a = @(1.5) } }", "{\"Count\":3,\"Deep\":{\"a\":[1.5]}}"),
        Keeps("objects.ordered", "[ordered]@{ b = 1; a = 'x' }", "{\"b\":1,\"a\":\"x\"}"),
        Keeps("objects.text_is_escaped", "\"a`\"b\\c`n`t`u{1}ü\"", "\"a\\\"b\\\\c\\n\\t\\u0001ü\""),
        Keeps("objects.time_enumeration_and_bytes", "[datetime]::SpecifyKind('2026-01-02T03:04:05', 'Utc'); [DayOfWeek]::Monday; ,[byte[]](1, 2)", "[\"2026-01-02T03:04:05.0000000Z\",\"Monday\",\"AQI=\"]"),
        Holds("objects.of_dotnet_are_flat", "[IO.DirectoryInfo]'/tmp'", "\"Parent\":\"/\""),
        Keeps("objects.numbers_that_json_lacks", "[double]::NaN; [decimal]1.5; [long]::MaxValue", "[\"NaN\",1.5,9223372036854775807]"),
        Keeps("objects.numbers_beyond_long_are_text", "[ulong]::MaxValue; [decimal]::MaxValue; [bigint]::Parse('99999999999999999999')", "[\"18446744073709551615\",\"79228162514264337593543950335\",\"99999999999999999999\"]"),
        Keeps("objects.collections_of_all_kinds", "$set = [Collections.Generic.HashSet[int]]::new(); [void]$set.Add(5); [pscustomobject]@{ s = $set; l = [Collections.Generic.List[string]]@('a') }", "{\"s\":[5],\"l\":[\"a\"]}"),
        Keeps("objects.errors_and_formats_are_left_out", "Get-Item /does/not/exist; Get-Date | Format-List; 7", "7"),
        Keeps("objects.native_lines", "/bin/sh -c 'echo a; echo b'", "[\"a\",\"b\"]"),
        Keeps("objects.before_exit", "'x'; exit 3", "\"x\""),
        Holds("objects.that_contain_themselves", "$a = @{}; $a.a = $a; $a", "{\"a\":\"System.Collections.Hashtable\"}"),
        new("objects.that_cannot_be_read_do_not_end_the_script", CannotBeRead),
        Keeps("objects.too_long_are_not_kept", "1..100000", null),
        Keeps("objects.of_a_failed_script_are_not_kept", "1; throw 'x'", null),
        Keeps("objects.a_property_that_throws_is_null", "[pscustomobject]@{ a = 1 } | Add-Member -PassThru ScriptProperty b { throw 'x' }", "{\"a\":1,\"b\":null}"),
    ];

    private static void CannotBeRead(Fixture fixture)
    {
        Ended ended = fixture.Run(
            "class Odd : Collections.Hashtable { [Collections.IDictionaryEnumerator] GetEnumerator() { throw 'no' } }\n"
            + "$odd = [Odd]::new(); ,$odd; 'on'");
        Expect.Equal("completed", ended.Outcome, "outcome (all: " + ended.All + ")");
        Expect.Contains("on", ended.Of("output"));
        Expect.Equal(null, ended.Objects, "objects");
    }

    private static Case Keeps(string name, string script, string? json) => new(
        name,
        fixture => Expect.Equal(json, fixture.Run(script).Objects, "objects"));

    private static Case Holds(string name, string script, string json) => new(
        name,
        fixture => Expect.Contains(json, fixture.Run(script).Objects ?? string.Empty));
}
