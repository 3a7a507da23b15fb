//! The macro that makes a struct a request.

/// Makes a struct a request, or an object in one: a constructor of what is required, setters, and
/// its way into path, query and body; and for an operation its builder.
///
/// Every field is an `Option`, since a builder fills them one by one; one that is required and not
/// given keeps the request from being sent. The table beside the struct has its fields with their
/// places and their names on the wire; one with a type is required, one behind a `?` is not. The
/// places are the methods of [`Filling`](crate::parameters::Filling): `path`, `query`,
/// `query_list`, `query_bool`, `body`, `optional_body`, `list`. Behind the name may stand the
/// module of [`crate::wire`] that writes the field, or the words for no and yes.
///
/// Through serde a request is the JSON object of all its fields, wherever they go when it is sent;
/// for formats other than JSON see [Formats](crate::wire#formats).
///
/// The macro takes the struct in, so that the documentation of a field is also that of its setters.
///
/// All that the macros of this crate make is `#[inline]`: a program compiles the operations that it
/// calls and none of the others.
///
/// ```
/// use venue_core::Decimal;
///
/// venue_core::request! {
///     /// An order in a batch.
///     pub struct BatchOrder {
///         /// Quantity, in base coin.
///         pub size: Option<Decimal>,
///         /// Price, in quote coin. Default: that of the market.
///         pub price: Option<Decimal>,
///     }
///     fields { body size: Decimal = "size", body ?price = "price" }
/// }
///
/// let order = BatchOrder::new("0.1").price("27000.50");
/// assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"size":"0.1","price":"27000.50"}"#);
/// assert_eq!(serde_json::from_str::<BatchOrder>(r#"{"size":0.1,"price":"27000.50"}"#).unwrap(), order);
///
/// // What does not fit is kept, and said when the request is to be sent or serialised.
/// let error = serde_json::to_string(&BatchOrder::new("much")).unwrap_err();
/// assert!(error.to_string().contains("`size`: \"much\""), "{error}");
/// ```
#[macro_export]
macro_rules! request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: Option<$type:ty>,)* }
        fields { $($table:tt)* }
        $(id $id:ident)?
        $(ids $ids:ident.$each:ident)?
        $(#[$builder_meta:meta])*
        builder $builder:ident: $operation:ident -> $payload:ty
    ) => {
        $crate::request! {
            $(#[$meta])*
            pub struct $name { $($(#[$field_meta])* pub $field: Option<$type>,)* }
            fields { $($table)* }
            $(id $id)?
            $(ids $ids.$each)?
        }
        $crate::request! {
            @builder $(#[$builder_meta])* $builder: $operation -> $payload
            { request: $name, $($(#[$field_meta])* $field: $type,)* }
        }

        impl $builder<'_> {
            /// Takes a request that was made beforehand, in place of all that has been set.
            #[inline]
            pub fn request(mut self, request: $name) -> Self {
                self.request = request;
                self
            }
        }
    };
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: Option<$type:ty>,)* }
        fields { $(
            $place:ident $(? $opt:ident)? $($req:ident: $req_type:ty)? = $wire:literal
            $(as $writer:ident)? $([$($word:literal),*])?
        ),* $(,)? }
        $(id $id:ident)?
        $(ids $ids:ident.$each:ident)?
        $(list $list:literal)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<$type>,)*
            misuse: $crate::parameters::Misuse,
        }

        impl $name {
            /// Makes a request of what is required.
            #[must_use]
            #[allow(clippy::too_many_arguments, clippy::new_without_default)]
            #[inline]
            pub fn new($($($req: impl $crate::Argument<$req_type>,)?)*) -> Self {
                Self::default()$($(.$req($req))?)*
            }

            /// Checks that what is required is given and that all that is given fits.
            ///
            /// # Errors
            /// Names all fields that keep the request from being sent.
            #[inline]
            pub fn check(&self) -> Result<(), $crate::Error> {
                match $crate::record::Record::misuse(self) {
                    None => Ok(()),
                    Some(why) => Err($crate::Error::invalid_request(format!("parameter {why}"))),
                }
            }

            $(
                $(#[$field_meta])*
                #[must_use]
                #[inline]
                pub fn $field(mut self, value: impl $crate::Argument<$type>) -> Self {
                    self.misuse.set(stringify!($field), &mut self.$field, value);
                    self
                }
            )*
        }

        impl ::std::fmt::Debug for $name {
            /// Shows what is given.
            #[inline]
            fn fmt(&self, to: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                let mut shown = to.debug_struct(stringify!($name));
                $(if let Some(value) = &self.$field {
                    shown.field(stringify!($field), value);
                })*
                shown.finish()
            }
        }

        impl $crate::parameters::Request for $name {
            #[inline]
            fn fill(&self, to: &mut $crate::parameters::Filling<'_>) {
                to.check(&self.misuse, &[$($((stringify!($req), self.$req.is_some()),)?)*]);
                $($crate::request!(
                    @fill to $place self $($req)? $($opt)? $wire $(as $writer)? $([$($word),*])?
                );)*
                $(to.client_order_id(&self.$id);)?
                $(for each in self.$ids.iter().flatten() {
                    to.client_order_id(&each.$each);
                })?
            }
        }

        impl $crate::record::Record for $name {
            #[inline]
            fn read(from: &mut $crate::wire::Reader<'_>) -> Result<Self, $crate::wire::Failure> {
                const COUNT: usize = {
                    const NAMES: &[&str] = &[$($wire,)*];
                    NAMES.len()
                };
                static HINTS: $crate::record::Hints<COUNT> = $crate::record::hints();
                $(
                    $(let mut $req = $crate::record::empty(|request: &Self| &request.$req);)?
                    $(let mut $opt = $crate::record::empty(|request: &Self| &request.$opt);)?
                )*
                let fields: &mut [$crate::record::Field<'_>] =
                    &mut [$(($wire, &mut $($req)? $($opt)?),)*];
                $(if from.is_list() {
                    $crate::record::fill_list(from, fields, $list)?;
                } else)? {
                    let expected = $crate::record!(@expected $name $($list)?);
                    $crate::record::fill(from, expected, &HINTS, fields)?;
                }
                Ok(Self {
                    $(
                        $($req: $crate::parameters::given($req, $wire)?,)?
                        $($opt: $crate::record::filled($opt)?,)?
                    )*
                    misuse: Default::default(),
                })
            }

            #[inline]
            fn write<M: ::serde::ser::SerializeMap>(&self, to: &mut M) -> Result<(), M::Error> {
                if let Some(misuse) = $crate::record::Record::misuse(self) {
                    return Err(::serde::ser::Error::custom(misuse));
                }
                $crate::record::write(to, &[
                    $((
                        $wire,
                        $crate::record!(@value &self.$($req)? $($opt)? $(, $writer)?),
                    ),)*
                ])
            }

            #[inline]
            fn shape() -> $crate::wire::Shape {
                $crate::wire::Shape::Record {
                    name: stringify!($name),
                    names: &[$($wire,)*],
                    shapes: const {
                        &[$($crate::wire::field_shape(|of: &$name| &of.$($req)? $($opt)?),)*]
                    },
                }
            }

            #[inline]
            fn misuse(&self) -> Option<String> {
                let own = self.misuse.describe(&[$($((stringify!($req), self.$req.is_some()),)?)*]);
                own$(.or_else(|| {
                    let inner = $crate::wire::Wire::misuse(&self.$field)?;
                    Some(format!(concat!(stringify!($field), "{}"), $crate::parameters::joined(&inner)))
                }))*
            }
        }

        $crate::record!(@serde $name);
    };
    (@fill $to:ident $place:ident $self:ident $field:ident $wire:literal) => {
        $to.$place(stringify!($field), $wire, &$self.$field)
    };
    (@fill $to:ident query $self:ident $field:ident $wire:literal as $writer:ident) => {
        $to.query(stringify!($field), $wire, &$self.$field)
    };
    (@fill $to:ident path $self:ident $field:ident $wire:literal as $writer:ident) => {
        $to.path(stringify!($field), $wire, &$self.$field)
    };
    (@fill $to:ident $place:ident $self:ident $field:ident $wire:literal as $writer:ident) => {
        $to.$place(
            stringify!($field),
            $wire,
            &$crate::InForm::<_, $crate::wire::$writer::Form>::of(&$self.$field),
        )
    };
    (@fill $to:ident $place:ident $self:ident $field:ident $wire:literal $(as $writer:ident)? [$no:literal, $yes:literal]) => {
        $to.$place(stringify!($field), $wire, &$self.$field, [$no, $yes])
    };
    (
        @builder $(#[$meta:meta])* $builder:ident: $operation:ident -> $payload:ty
        { request: $request:ty, $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $builder<'a> {
            call: $crate::Call<'a>,
            request: $request,
        }

        impl<'a> $builder<'a> {
            #[inline]
            pub(crate) fn new(transport: &'a $crate::Transport) -> Self {
                let call = $crate::Call::new(transport, &$operation);
                Self { call, request: Default::default() }
            }

            $(
                $(#[$field_meta])*
                #[inline]
                pub fn $field(mut self, value: impl $crate::Argument<$type>) -> Self {
                    let request = &mut self.request;
                    request.misuse.set(stringify!($field), &mut request.$field, value);
                    self
                }
            )*

            /// Sets the time allowed and whether to retry, for this call only.
            #[inline]
            pub fn options(mut self, options: $crate::CallOptions) -> Self {
                self.call.set_options(options);
                self
            }

            /// Sends the request.
            ///
            /// # Errors
            /// See [`Error`]($crate::Error); [`Error::outcome`]($crate::Error::outcome) says
            /// whether the exchange may have acted.
            #[inline]
            pub fn send(
                self,
            ) -> impl Future<Output = Result<$crate::Response<$payload>, $crate::Error>> + Send + use<'a>
            {
                self.call.send(&self.request)
            }
        }
    };
    // An operation that takes nothing has a builder alone.
    ($(#[$meta:meta])* builder $builder:ident: $operation:ident -> $payload:ty) => {
        $crate::request! { @builder $(#[$meta])* $builder: $operation -> $payload { request: (), } }
    };
}
